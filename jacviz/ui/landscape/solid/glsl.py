"""The programs of the three-dimensional picture, in the two dialects of GLSL that are in use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from OpenGL import GL  # type: ignore[import-untyped]
from OpenGL.GL import shaders  # type: ignore[import-untyped]
from PySide6.QtGui import QOpenGLContext


@dataclass(frozen=True)
class Source:
    """A program, written in the newer dialect.

    Attributes:
        vertex: The vertex shader, without its head.
        fragment: The fragment shader, likewise; it writes `result`.
        inputs: The names of its attributes, at places 0, 1, ...
    """

    vertex: str
    fragment: str
    inputs: tuple[str, ...]


# Bands by the texture, lines where the band changes: as wide everywhere, whatever the slope.
SURFACE = Source(
    """
    uniform mat4 u_mvp;
    in vec3 a_position;
    in vec2 a_light_band;
    out vec2 v_light_band;
    void main() {
        v_light_band = a_light_band;
        gl_Position = u_mvp * vec4(a_position, 1.0);
    }
    """,
    """
    uniform sampler2D u_colours;
    uniform float u_bands;
    uniform vec4 u_line;
    uniform vec2 u_light;
    in vec2 v_light_band;
    void main() {
        float band = clamp(v_light_band.y, 0.0, u_bands - 0.001);
        vec3 rgb = texture(u_colours, vec2((floor(band) + 0.5) / u_bands, 0.5)).rgb;
        float width = max(fwidth(v_light_band.y), 1e-6);
        float nearest = floor(v_light_band.y + 0.5);
        float away = abs(v_light_band.y - nearest) / width;
        float between = step(0.5, nearest) * step(nearest, u_bands - 0.5);
        float fade = 1.0 - smoothstep(0.3, 0.8, width);  // where lines are too close to be told apart
        float line = u_line.a * between * fade * (1.0 - smoothstep(0.4, 1.1, away));
        rgb *= u_light.x + u_light.y * v_light_band.x;
        result = vec4(mix(rgb, u_line.rgb, line), 1.0);
    }
    """,
    ("a_position", "a_light_band"),
)
# What lies outside the box is not drawn; u_size 0 stands for lines, else points become discs with a ring.
PATHS = Source(
    """
    uniform mat4 u_mvp;
    uniform float u_size;
    in vec3 a_position;
    in vec4 a_colour;
    out vec4 v_colour;
    out vec3 v_position;
    void main() {
        v_colour = a_colour;
        v_position = a_position;
        gl_PointSize = max(u_size, 1.0);
        gl_Position = u_mvp * vec4(a_position, 1.0);
        if (u_size > 0.0) gl_Position.z -= 0.004 * gl_Position.w;
    }
    """,
    """
    uniform float u_alpha;
    uniform float u_size;
    uniform vec3 u_ring;
    in vec4 v_colour;
    in vec3 v_position;
    void main() {
        if (any(greaterThan(abs(v_position), vec3(1.0, 1.0, 0.6)))) discard;
        result = vec4(v_colour.rgb, v_colour.a * u_alpha);
        if (u_size > 0.0) {
            float away = length(gl_PointCoord - 0.5) * u_size;
            float edge = u_size * 0.5;
            float ring = max(u_size * 0.14, 1.0);
            result.rgb = mix(result.rgb, u_ring, smoothstep(edge - ring - 1.0, edge - ring, away));
            result.a *= 1.0 - smoothstep(edge - 1.0, edge, away);
        }
    }
    """,
    ("a_position", "a_colour"),
)
LINES = Source(
    """
    uniform mat4 u_mvp;
    in vec3 a_position;
    void main() {
        gl_Position = u_mvp * vec4(a_position, 1.0);
    }
    """,
    """
    uniform vec4 u_colour;
    void main() {
        result = u_colour;
    }
    """,
    ("a_position",),
)


def built(source: Source) -> Any:
    """A program for the context in use.

    Args:
        source: The program.

    Returns:
        PyOpenGL's handle, which is a context manager.
    """
    vertex, fragment = texts(source, _dialect())
    program = shaders.ShaderProgram(GL.glCreateProgram())
    for text, kind in ((vertex, GL.GL_VERTEX_SHADER), (fragment, GL.GL_FRAGMENT_SHADER)):
        GL.glAttachShader(program, shaders.compileShader(text, kind))
    for place, name in enumerate(source.inputs):
        GL.glBindAttribLocation(program, place, name)
    GL.glLinkProgram(program)
    program.check_linked()
    return program


def _dialect() -> str:
    context = QOpenGLContext.currentContext()
    if context.isOpenGLES():
        return "300 es"
    return "140" if context.format().version() >= (3, 1) else "120"


def texts(source: Source, dialect: str) -> tuple[str, str]:
    """Both shaders in one dialect.

    Args:
        source: The program.
        dialect: "140", "300 es" or the older "120".

    Returns:
        Vertex and fragment shader.
    """
    head = f"#version {dialect}\n"
    if dialect == "120":
        vertex = re.sub(r"(?m)^ +in ", "attribute ", source.vertex)
        vertex = re.sub(r"(?m)^ +out ", "varying ", vertex)
        fragment = re.sub(r"(?m)^ +in ", "varying ", source.fragment).replace("texture(", "texture2D(")
        return head + vertex, f"{head}#define result gl_FragColor\n{fragment}"
    precision = "precision highp float;\n" if dialect == "300 es" else ""
    return head + source.vertex, f"{head}{precision}out vec4 result;\n{source.fragment}"
