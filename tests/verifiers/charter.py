"""Judges charters and chains of key sheets: docs/spec/statement.md sections 6 and 7. TOML is read by the standard library (Python 3.11)."""
import base64, collections, hashlib, re, tomllib
from statement import TYPES, plain, sheet
from verify import read, signed, vkey
from words import alone, lines, need

# A key and a plain value a line, or a heading.
FORM = r' *(([a-z]+ *= *("([^"\\]|\\["\\])*"|0|[1-9][0-9]*)|\[[a-z]+\]|\[\[member\]\]) *)?(#.*)?'

def title(text):
    need(0 < len(text.encode()) <= 200)
    plain(text)

# The keys of each table and their types: numbers have a greatest value. Those with a `!` must be there.
U32, U63 = 2**32 - 1, 2**63 - 1
TABLES = {
    "": {"charter!": U63, "name!": title, "unit": "digest", "previous": "digest", "starts!": "time", "rules!": 1, "member!": None,
         "thresholds": None, "times": None, "quota": None},
    "thresholds": {"hostile": U32, "cosignatures": U32, "vouches": U32, "objections": U32},
    "times": {"tolerance": U32, "waiting": U32, "silence": U32},
    "quota": {"statements": U32, "bytes": U63},
    "member": {"name!": "name", "title!": title, "bloc!": "name", "root!": "vkey"},
}

def table(name, said):
    keys = {key.strip("!"): kind for key, kind in TABLES[name].items()}
    need(isinstance(said, dict) and set(said) <= set(keys))
    need(all(key[:-1] in said for key in TABLES[name] if key.endswith("!")))
    for key, value in said.items():
        kind = keys[key]
        if isinstance(kind, int):
            need(type(value) is int and 0 <= value <= kind)
        elif kind:
            need(isinstance(value, str))
            TYPES.get(kind, kind)(value)

def digest_of(text):
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")

class Charter:
    def __init__(self, text, note=None):
        need(len(text.encode()) <= 64 << 10)
        for row in lines(text.encode()):
            plain(row)
            need(re.fullmatch(FORM, row))
        self.said, self.note, self.id = tomllib.loads(text), note, digest_of(text)
        table("", self.said)
        for name in ("thresholds", "times", "quota"):
            table(name, self.said.get(name, {}))
        for member in self.said["member"]:
            table("member", member)
        self.number, self.rules = self.said["charter"], self.said["rules"]
        self.unit, self.previous = self.said.get("unit", self.id), self.said.get("previous")
        need(self.number > 0 and self.rules == 1)
        need((self.number == 1) == (self.previous is None) == ("unit" not in self.said))
        self.bloc = {member["name"]: member["bloc"] for member in self.said["member"]}
        self.root = {member["name"]: vkey(member["root"]) for member in self.said["member"]}
        self.members()

    def members(self):
        sizes, count = collections.Counter(self.bloc.values()), len(self.bloc)
        need(2 <= count <= 64 and count == len(self.said["member"]) and len(sizes) >= 2)
        need(len({root[3] for root in self.root.values()}) == count)
        need(all(root[0] == f"{name}/root" and root[2] == 1 for name, root in self.root.items()))
        for size in sizes.values():
            w, limits = count - size, self.said.get("thresholds", {})
            f = limits.get("hostile", (w - 1) // 3)
            k = limits.get("cosignatures", (w + f) // 2 + 1)
            need(2 * k > w + f and k <= w)

    def signers(self, note):
        """Its members whose roots have signed."""
        return {name for name, root in self.root.items() if signed(note, root)}

def charter(data):
    note = read(data)
    return Charter(note[0], note)

def chain(files):
    """Charters that hold: the first, and each after the one before."""
    first, *later = [charter(data) for data in files]
    need(first.previous is None and first.signers(first.note) == set(first.root))
    held = [first]
    for new in later:
        old, signers = held[-1], held[-1].signers(new.note)
        need(2 * len(signers) > len(old.root) and len({old.bloc[name] for name in signers}) >= 2)
        need((new.unit, new.previous, new.number) == (old.unit, old.id, old.number + 1) and new.said["starts"] > old.said["starts"])
        need({name for name in new.root if old.root.get(name) != new.root[name]} <= new.signers(new.note))
        held.append(new)
    return held

def sheets(*files):
    """Charters that hold, then the sheets of one member: each by the root of some charter, never of an earlier one than the sheet before."""
    first = [data.startswith(b"detente/keys/v1\n") for data in files].index(True)
    charters, before, last = chain(files[:first]), None, 0
    for number, data in enumerate(files[first:], 1):
        note = alone(read(data))
        s = sheet(note[0])
        (member,), root = s["member"], max(
            at for at, charter in enumerate(charters) if s["member"][0] in charter.root and signed(note, charter.root[s["member"][0]]))
        need(root >= last and s["unit"] == [charters[0].id] and s["number"] == [str(number)])
        need(before is None or (member, s["previous"][0]) == before)
        last, before = root, (member, digest_of(note[0]))

def rivals(*files):
    """Two charters that name one before them, and somebody whose root it lists has signed both."""
    before, one, other = [charter(data) for data in files]
    need(one.id != other.id and all((new.previous, new.unit) == (before.id, before.unit) for new in (one, other)))
    double = before.signers(one.note), before.signers(other.note)
    need(double[0] & double[1])
