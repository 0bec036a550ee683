"""The app: books and who wrote them."""
