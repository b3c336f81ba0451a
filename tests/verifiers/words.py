"""What everything is read with: strict base64, numbers, lines, points."""
import base64, re

def need(condition):
    if not condition:
        raise ValueError("refused")

def unbase64(text):
    data = base64.b64decode(text.encode("ascii"), validate=True)
    need(base64.b64encode(data).decode() == text)
    return data

def number(text):
    need(re.fullmatch("0|[1-9][0-9]{0,18}", text) and int(text) < 2**63)
    return int(text)

def after(text, prefix):
    need(text.startswith(prefix))
    return text[len(prefix):]

def lines(data):
    text = data.decode()
    need(text.endswith("\n"))
    return text[:-1].split("\n")

def line(data):
    (only,) = lines(data)
    return only

def key_name(name):
    need(name and len(name.encode()) <= 255 and not any(c <= " " or c == "+" or c.isspace() for c in name))
    return name

def alone(note):
    """A note with one signature line."""
    need(len(note[1]) == 1)
    return note

P = 2**255 - 19
ORDER_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD83D3D706A17C7

def point(data):
    """A key, or the first half of a signature. A point of small order verifies anything, and some libraries take a second spelling of a point."""
    y = int.from_bytes(data, "little") % 2**255
    need(len(data) == 32 and y < P and y not in (0, 1, P - 1, ORDER_8, P - ORDER_8))
    return data
