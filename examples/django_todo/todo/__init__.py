"""The app: tasks with a label, each of them somebody's."""
