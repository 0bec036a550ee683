"""The tools around the playground: they build the site, serve it, test it, and record programs with calltrace."""
