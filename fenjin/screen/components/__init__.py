"""Small components of the browser."""
