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


# Bands by the texture, basins over them, lines where the band changes: as wide whatever the slope.
SURFACE = Source(
    """
    uniform mat4 u_mvp;
    in vec3 a_position;
    in vec2 a_light_band;
    out vec2 v_light_band;
    out vec2 v_place;
    void main() {
        v_light_band = a_light_band;
        v_place = vec2(0.5 + 0.5 * a_position.x, 0.5 - 0.5 * a_position.y);
        gl_Position = u_mvp * vec4(a_position, 1.0);
    }
    """,
    """
    uniform sampler2D u_colours;
    uniform float u_bands;
    uniform vec4 u_line;
    uniform vec2 u_light;
    uniform sampler2D u_wash;
    uniform float u_washed;
    in vec2 v_light_band;
    in vec2 v_place;
    void main() {
        float band = clamp(v_light_band.y, 0.0, u_bands - 0.001);
        vec3 rgb = texture(u_colours, vec2((floor(band) + 0.5) / u_bands, 0.5)).rgb;
        vec4 wash = texture(u_wash, v_place) * u_washed;  // premultiplied
        rgb = rgb * (1.0 - wash.a) + wash.rgb;
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
# What lies outside the box is not drawn. u_shape: 0 lines, 1 discs with a ring, 2 crosses, 3 rings.
PATHS = Source(
    """
    uniform mat4 u_mvp;
    uniform float u_size;
    uniform float u_shape;
    in vec3 a_position;
    in vec4 a_colour;
    out vec4 v_colour;
    out vec3 v_position;
    void main() {
        v_colour = a_colour;
        v_position = a_position;
        gl_PointSize = max(u_size, 1.0);
        gl_Position = u_mvp * vec4(a_position, 1.0);
        if (u_shape > 0.5) gl_Position.z -= 0.004 * gl_Position.w;
    }
    """,
    """
    uniform float u_alpha;
    uniform float u_size;
    uniform float u_shape;
    uniform float u_stroke;
    uniform vec3 u_ring;
    in vec4 v_colour;
    in vec3 v_position;
    void main() {
        if (any(greaterThan(abs(v_position), vec3(1.0, 1.0, 0.6)))) discard;
        result = vec4(v_colour.rgb, v_colour.a * u_alpha);
        if (u_shape > 0.5) {
            vec2 at = (gl_PointCoord - 0.5) * u_size;
            float away = length(at);
            float edge = u_size * 0.5;
            if (u_shape < 1.5) {
                float ring = max(u_size * 0.14, 1.0);
                result.rgb = mix(result.rgb, u_ring, smoothstep(edge - ring - 1.0, edge - ring, away));
                result.a *= 1.0 - smoothstep(edge - 1.0, edge, away);
            } else if (u_shape < 2.5) {
                float aside = min(abs(at.x - at.y), abs(at.x + at.y)) * 0.7071;
                float beyond = max(away - (edge - 2.0 * u_stroke), 0.0);
                float apart = length(vec2(aside, beyond));
                float half_width = 1.1 * u_stroke;
                result.rgb = mix(result.rgb, u_ring, smoothstep(half_width - 0.5, half_width + 0.5, apart));
                result.a *= 1.0 - smoothstep(2.0 * half_width - 0.5, 2.0 * half_width + 0.5, apart);
            } else {
                float apart = abs(away - (edge - 1.8 * u_stroke));
                float half_width = 0.85 * u_stroke;
                result.rgb = mix(result.rgb, u_ring, smoothstep(half_width - 0.5, half_width + 0.5, apart));
                result.a *= 1.0 - smoothstep(edge - 0.5, edge + 0.5, away);
            }
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
