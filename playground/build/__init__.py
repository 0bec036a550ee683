"""Building the site, step by step; each module is one step, and site.py puts them in order."""
