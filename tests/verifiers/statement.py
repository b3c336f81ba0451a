"""Judges headers, entries and the texts of key sheets: docs/spec/statement.md sections 2, 3, 4 and 6."""
import base64, datetime, re, unicodedata
from verify import digest as sha256, read, signed, vkey
from words import after, alone, line, lines, need, number, unbase64

def matches(pattern, most=1 << 15):
    return lambda text: need(len(text) <= most and re.fullmatch(pattern, text, re.ASCII))

def digest(text):
    data = base64.b64decode(text.encode("ascii") + b"=", b"-_", validate=True)
    need(len(data) == 32 and base64.urlsafe_b64encode(data).decode() == text + "=")

def day(text):
    need(re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text))
    # The library has no year 0, which was a leap year as 2000 was.
    datetime.date.fromisoformat("2000" + text[4:] if text[:4] == "0000" else text)

def time(text):
    matches("T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z")(text[10:])
    day(text[:10])

def plain(text):
    need(not any(unicodedata.category(c) == "Cc" for c in text))

name = matches("[a-z0-9]+(-[a-z0-9]+)*", 63)

def audience(text):
    if text != "unit":
        names = after(text, "members ").split(" ")
        need(len(names) <= 64 and names == sorted(set(names)))
        [name(one) for one in names]

def refs(text):
    ids = text.split(" ")
    need(len(ids) == len(set(ids)) <= 128)
    [digest(one) for one in ids]

def most(limit):
    return lambda text: need(number(text) <= limit)

TOKEN = "[a-z0-9][a-z0-9!#$&^_.+-]*"
TYPES = {
    "digest": digest, "name": name, "word": matches("[a-z-]+", 32), "time": time, "day": day, "audience": audience, "refs": refs,
    "marking": matches(r"TLP:(RED|AMBER\+STRICT|AMBER|GREEN|CLEAR)( PAP:(RED|AMBER|GREEN|CLEAR))?"),
    "hash": sha256, "base64": unbase64, "number": number, "count": lambda text: need(number(text) > 0), "vkey": vkey,
    "body": most(1 << 30), "sealed": most(1 << 31), "media": matches(f"{TOKEN}/{TOKEN}(;{TOKEN}={TOKEN})*", 127),
    "text": lambda text: need(len(text.encode()) <= 500), "label": matches("[a-z0-9-]+"), "any": need,
    "action": matches("watch|block"), "vote": matches("yes|no|withdraw"), "age": matches("age1[a-z0-9]{58}"),
}

# What a line says: words of these types, the last of which takes the rest of the line.
COMMON = {
    "unit": "digest", "charter": "digest", "member": "name", "kind": "word", "made": "time", "until": "time", "marking": "marking",
    "audience": "audience", "body": "hash body media", "sealed": "hash sealed", "refs": "refs", "operator": "name",
}
SAYS = {
    **COMMON, "seen": "count day day", "false-alarm": "count day day", "reason": "text", "action": "action", "value": "label any", "vote": "vote", "root": "digest",
    "rows": "number", "name": "text", "commit": "digest", "reveal": "base64", "holds": "name number", "checkpoint": "base64",
    "against": "name", "evidence": "base64", "sheet": "base64", "hash": "digest",
    "number": "count", "previous": "digest", "statement": "vkey", "log": "vkey", "witness": "vkey", "age": "age",
    "transport": "digest", "void": "number vkey",
}

# Which lines there are, in the order of all kinds. `sealed` stands where, and only where, the audience is not the unit: a kind that may
# not have it is public.
TO, TILL = "unit charter member kind made (until )?marking audience ", "unit charter member kind made until marking audience "
BODY, BY = "(body (sealed )?)?", "(operator )?"
REFS, REF, OPEN = "(refs )?" + BY, "refs " + BY, "(own )*"
ORDERS = {
    "intel": TO + "body (sealed )?" + REFS, "claim": TO + "body (sealed )?" + REFS,
    "sighting": TO + BODY + REF + "(seen |false-alarm )", "retraction": TO + REF + "(reason )?", "vote": TO + REF + "vote ",
    "proposal": TILL + "(body )?" + REFS + "action (value ){1,256}", "objection": TILL + "(body )?" + REF + "reason ",
    "protect": TO + BY + "(value ){1,256}", "seal": TO + BODY + REFS + "root rows name ", "seed": TO + BY + "(commit |reveal )",
    "receipt": TO + BY + "(holds ){0,64}", "quote": TO + BY + "checkpoint ", "evidence": TO + REFS + "against evidence ",
    "key": TO + BY + "sheet ", "charter": TO + BY + "hash ", "stop": TO + BY,
    "count": TO + "(body )?" + REFS + OPEN, "match": TO + "(body )?" + REFS + OPEN, "decision": TO + "(body )?" + REFS + OPEN,
}
OTHER = TO + BODY + REFS + OPEN
SHEET = "unit member number (previous )?made statement log witness (age )?(transport )?(void ){0,128}"

def said(text, first, order):
    """What the lines say, by their names. `order` is a pattern of names, which the kind of a header replaces."""
    need(len(text.encode()) <= 32 << 10)
    said, names = {}, ""
    for row in lines(after(text, first + "\n").encode()):
        name, value = row.split(" ", 1)
        TYPES["word"](name)
        need(value and value == value.strip())
        plain(value)
        if order.endswith(OPEN) and name not in COMMON:
            name = "own"
        else:
            types = SAYS[name].split(" ")
            words = value.split(" ", len(types) - 1)
            need(len(words) == len(types))
            [TYPES[kind](word) for kind, word in zip(types, words)]
        if name == "kind":
            order = ORDERS.get(value, OTHER)
        said.setdefault(name, []).append(value)
        names += name + " "
    need(re.fullmatch(order, names))
    return said

def header(text):
    h = said(text, "detente/statement/v1", "(?!)")
    need("until" not in h or h["until"] > h["made"])
    need((h["audience"] != ["unit"]) == ("sealed" in h))
    for seen in h.get("seen", []) + h.get("false-alarm", []):
        _, first, last = seen.split(" ")
        need(first <= last)
    need(h["kind"][0] not in ("vote", "objection") or " " not in h["refs"][0])
    values = [value.split(" ", 1) for value in h.get("value", [])]
    need(all(one < other for one, other in zip(values, values[1:])))
    members = [holds.split(" ")[0] for holds in h.get("holds", [])]
    need(members == sorted(set(members)))
    return h

def entry(key, data):
    """An entry, by the key that is called after its author."""
    key, note = vkey(line(key)), alone(read(data))
    h = header(note[0])
    need(key[0] == f"{h['unit'][0]}/{h['member'][0]}/statement" and key[2] == 1 and signed(note, key))

def sheet(text):
    s = said(text, "detente/keys/v1", SHEET)
    need((s["number"] == ["1"]) == ("previous" not in s))
    keys = [vkey(s[role][0]) for role in ("statement", "log", "witness")]
    names = [f"{s['unit'][0]}/{s['member'][0]}/{role}" for role in ("statement", "log", "witness")]
    need([key[0] for key in keys] == names and [key[2] for key in keys] == [1, 1, 4] and len({key[3] for key in keys}) == 3)
    return s
