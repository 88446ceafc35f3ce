"""Views as slides, and slides in an order: stories."""
