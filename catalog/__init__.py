"""What we can offer: read services_catalog.yaml, check it, keep it live."""
