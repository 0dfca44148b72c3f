"""Yichuang (一窗): the operating system of a government service hall."""
