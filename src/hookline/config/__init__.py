"""`hookline.yaml` and the environment as typed settings."""
