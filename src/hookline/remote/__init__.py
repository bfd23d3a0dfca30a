"""The client of the Engine's REST interface, behind a transport with one method."""
