"""Text messages: a small interface, a console for development, Aliyun for real."""
