"""
The page that a recorded run is written into: viewer.html, which `python3 -m playground build` makes and every wheel
carries.
"""
