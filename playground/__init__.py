"""The workshop around the playground: builds the site, serves it, tests it, records programs with calltrace."""
