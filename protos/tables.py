#!/usr/bin/env python3
"""Print tables.bin, the field tables of every message of the wire facts, for types that have no C# class.

  python3 tables.py WIRE_DIR [OUT_FILE]

One zlib stream. Inside, numbers are varints and texts are UTF-8 with their length before them:
  number of types, then for each, in ordinal order of full names: name, 0 for a message or 1 for an enum, size of the body, body.
  message body: number of oneofs, their names; number of fields, then for each in declared order:
    name (then ':' and the JSON name if that is not the usual one), number, kind, flags, oneof (0 for none, else index + 1),
    for a map the key's kind and the value's kind, and the index of the type if the kind (of the value) is message or enum.
  enum body: number of values, then for each: name, number.
Kinds: 0 double, 1 float, 2 int64, 3 uint64, 4 int32, 5 uint32, 6 sint64, 7 sint32, 8 fixed64, 9 fixed32, 10 sfixed64, 11 sfixed32,
  12 bool, 13 string, 14 bytes, 15 message, 16 enum, 17 map. Flags: 1 repeated, 2 packed, 4 presence.
Python 3 standard library only; a pure function of the facts (and of the zlib version).
"""
import importlib
import os
import sys
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
facts_of = importlib.import_module('print')

KINDS = ['double', 'float', 'int64', 'uint64', 'int32', 'uint32', 'sint64', 'sint32', 'fixed64', 'fixed32', 'sfixed64', 'sfixed32',
         'bool', 'string', 'bytes']
MESSAGE, ENUM, MAP = 15, 16, 17


def varint(n):
    n &= (1 << 64) - 1
    out = bytearray()
    while n >= 0x80:
        out.append(n & 0x7F | 0x80)
        n >>= 7
    out.append(n)
    return bytes(out)


def text(s):
    raw = s.encode()
    return varint(len(raw)) + raw


class Tables:
    def __init__(self, facts):
        self.facts = facts
        self.names = sorted(set(facts.fields) | set(facts.enums))
        self.index = {name: i for i, name in enumerate(self.names)}

    def kind(self, t):
        """(kind, bytes of the reference)."""
        if not t.startswith('.'):
            return KINDS.index(t), b''
        full = t[1:]
        return (ENUM if full in self.facts.enums else MESSAGE), varint(self.index[full])

    def message(self, fields):
        oneofs = []
        for f in fields:
            if f['oneof'] and f['label'] != 'proto3_optional' and f['oneof'] not in oneofs:
                oneofs.append(f['oneof'])
        out = varint(len(oneofs)) + b''.join(map(text, oneofs)) + varint(len(fields))
        for f in fields:
            name = f['name']
            if f['json_name'] != facts_of.default_json_name(name):
                name += ':' + f['json_name']
            oneof = oneofs.index(f['oneof']) + 1 if f['oneof'] in oneofs and f['label'] != 'proto3_optional' else 0
            flags = (f['label'] == 'repeated' and not f['map_key']) | (f['packed'] == '1') << 1 | (f['presence'] == 'explicit') << 2
            out += text(name) + varint(int(f['number']))
            if f['map_key']:
                kind, ref = self.kind(f['map_value'])
                out += varint(MAP) + varint(0) + varint(0) + varint(self.kind(f['map_key'])[0]) + varint(kind) + ref
            else:
                kind, ref = self.kind(f['type'])
                out += varint(kind) + varint(flags) + varint(oneof) + ref
        return out

    def print(self):
        out = bytearray(varint(len(self.names)))
        for name in self.names:
            is_enum = name in self.facts.enums
            if is_enum:
                values = self.facts.enums[name]
                body = varint(len(values)) + b''.join(text(v) + varint(n) for v, n in values)
            else:
                body = self.message(self.facts.fields[name])
            out += text(name) + varint(int(is_enum)) + varint(len(body)) + body
        return bytes(out)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    target = sys.argv[2] if len(sys.argv) == 3 else os.path.join(os.path.dirname(os.path.abspath(__file__)), 'tables.bin')
    raw = Tables(facts_of.Facts(sys.argv[1])).print()
    packed = zlib.compress(raw, 9)
    with open(target, 'wb') as f:
        f.write(packed)
    print('%d bytes, %d compressed' % (len(raw), len(packed)))


if __name__ == '__main__':
    main()
