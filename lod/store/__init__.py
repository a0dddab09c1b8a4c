"""The engines that hold a release, behind one interface."""
