"""A module of an app, which functions that run in processes use."""

FACTOR = 3


def triple(value):
    return value * FACTOR


class Point:
    def __init__(self, x):
        self.x = x

    def __eq__(self, other):
        return type(other) is Point and other.x == self.x

    __hash__ = None


class Odd(Exception):
    def __init__(self, first, second):
        super().__init__(f"{first} and {second}")
        self.second = second
