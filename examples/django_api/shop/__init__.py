"""The app: products, and orders of them."""
