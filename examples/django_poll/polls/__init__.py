"""The app: questions, their choices, and how often each was voted for."""
