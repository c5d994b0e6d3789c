"""The contract: what every release obeys, as code that the build, the loader and a user's checks share."""
