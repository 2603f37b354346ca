"""Settings, URLs, health, and everything that mounts the packages."""
