"""The loss surface in three dimensions: what OpenGL gets, how it draws, what is written on it.

Only `scene` and `items` import pyqtgraph and OpenGL; they are imported when the view is first opened.
"""
