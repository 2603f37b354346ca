"""What people see: the form, the thanks, how far it is; and the workers' desk."""
