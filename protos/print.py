#!/usr/bin/env python3
"""Print the project's .proto files from the wire facts.

  python3 print.py WIRE_DIR [OUT_DIR]

WIRE_DIR holds messages.tsv, enums.tsv, file_status.tsv and closure.tsv. What is printed: every message of closure.tsv,
every message that manifest.txt names, all that those reach, and the enclosing messages of each. Well-known types
(google/protobuf) are left to the protobuf runtime. Output is a pure function of the facts and of manifest.txt.
Python 3 standard library only.
"""
import csv
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
KEEP = ('google.protobuf.',)          # known to every protobuf compiler


def rows(path):
    with open(path, newline='') as f:
        yield from csv.DictReader(f, delimiter='\t', quoting=csv.QUOTE_NONE)


def default_json_name(name):
    out, up = [], False
    for c in name:
        if c == '_':
            up = True
        else:
            out.append(c.upper() if up and 'a' <= c <= 'z' else c)
            up = False
    return ''.join(out)


class Facts:
    """The tables, keyed by full name without the leading dot."""

    def __init__(self, where):
        self.fields, self.file, self.enums, self.files = {}, {}, {}, {}
        for r in rows(os.path.join(where, 'file_status.tsv')):
            self.files[r['file']] = (r['package'], r['syntax'])
        for r in rows(os.path.join(where, 'messages.tsv')):
            self.file[r['message']] = r['file']
            fields = self.fields.setdefault(r['message'], [])
            if r['number']:
                fields.append(r)
        for r in rows(os.path.join(where, 'enums.tsv')):
            self.file[r['enum']] = r['file']
            self.enums.setdefault(r['enum'], []).append((r['value'], int(r['number'])))
        self.closure = [r['message'] for r in rows(os.path.join(where, 'closure.tsv'))]

    def targets(self, message):
        for f in self.fields[message]:
            for t in (f['map_key'], f['map_value']) if f['map_key'] else (f['type'],):
                if t.startswith('.'):
                    yield t[1:]

    def parent(self, full):
        up = full.rpartition('.')[0]
        return up if up in self.fields else None

    def reach(self, roots):
        seen, todo = set(), list(roots)
        while todo:
            name = todo.pop()
            if name in seen or name.startswith(KEEP):
                continue
            seen.add(name)
            if name in self.fields:
                todo.extend(self.targets(name))
        return seen


def manifest(path):
    for line in open(path):
        line = line.split('#')[0].split()
        if line:
            yield line[0]


class Printer:
    def __init__(self, facts, wanted):
        self.facts, self.wanted = facts, wanted
        self.shells = set()                       # enclosing messages printed without their fields
        for name in list(wanted):
            up = facts.parent(name)
            while up:
                if up not in wanted:
                    self.shells.add(up)
                up = facts.parent(up)
        self.children = {}
        for name in wanted | self.shells:
            up = facts.parent(name)
            if up:
                self.children.setdefault(up, []).append(name)

    def field(self, f, proto2, indent):
        name, label = f['name'], f['label']
        options = []
        if f['json_name'] != default_json_name(name):
            options.append('json_name = "%s"' % f['json_name'])
        if f['default']:
            options.append('default = %s' % f['default'])
        if f['deprecated'] == '1':
            options.append('deprecated = true')
        if proto2 and f['packed'] == '1':
            options.append('packed = true')
        tail = ' = %s%s;' % (f['number'], ' [%s]' % ', '.join(options) if options else '')
        if f['map_key']:
            return '%smap<%s, %s> %s%s' % (indent, f['map_key'], f['map_value'], name, tail)
        prefix = ''
        if label == 'repeated':
            prefix = 'repeated '
        elif label == 'required':
            prefix = 'required '
        elif label == 'proto3_optional' or (proto2 and not f['oneof']):
            prefix = 'optional '
        return '%s%s%s %s%s' % (indent, prefix, f['type'], name, tail)

    def enum(self, full, indent):
        yield '%senum %s {' % (indent, full.rpartition('.')[2])
        values = self.facts.enums[full]
        if len({n for _, n in values}) != len(values):
            yield indent + '  option allow_alias = true;'
        for name, number in values:
            yield '%s  %s = %d;' % (indent, name, number)
        yield indent + '}'

    def message(self, full, proto2, indent):
        fields = self.facts.fields[full] if full in self.wanted else []
        children = sorted(self.children.get(full, []))
        head = '%smessage %s {' % (indent, full.rpartition('.')[2])
        if not fields and not children:
            yield head + '}'
            return
        yield head
        inner = indent + '  '
        for child in children:
            yield from self.any(child, proto2, inner)
            yield ''
        done = set()
        for f in fields:
            oneof = f['oneof']
            if not oneof or f['label'] == 'proto3_optional':
                yield self.field(f, proto2, inner)
            elif oneof not in done:
                done.add(oneof)
                yield '%soneof %s {' % (inner, oneof)
                for g in fields:
                    if g['oneof'] == oneof:
                        yield self.field(g, proto2, inner + '  ')
                yield inner + '}'
        yield indent + '}'

    def any(self, full, proto2, indent):
        return self.enum(full, indent) if full in self.facts.enums else self.message(full, proto2, indent)

    def file(self, path):
        package, syntax = self.facts.files[path]
        here = [n for n in self.wanted | self.shells if self.facts.file[n] == path]
        imports = set()
        for name in here:
            if name in self.wanted and name in self.facts.fields:
                imports |= {self.facts.file[t] for t in self.facts.targets(name)}
        imports.discard(path)
        yield 'syntax = "%s";' % syntax
        yield ''
        if package:
            yield 'package %s;' % package
            yield ''
        for i in sorted(imports):
            yield 'import "%s";' % i
        if imports:
            yield ''
        for name in sorted(n for n in here if not self.facts.parent(n)):
            yield from self.any(name, syntax == 'proto2', '')
            yield ''


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    out = sys.argv[2] if len(sys.argv) == 3 else HERE
    facts = Facts(sys.argv[1])
    roots = set(facts.closure) | set(manifest(os.path.join(HERE, 'manifest.txt')))
    unknown = sorted(r for r in roots if r not in facts.fields and not r.startswith(KEEP))
    if unknown:
        sys.exit('not in the facts: ' + ', '.join(unknown))
    printer = Printer(facts, facts.reach(roots))
    paths = sorted({facts.file[n] for n in printer.wanted | printer.shells})
    for path in paths:
        target = os.path.join(out, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, 'w', newline='\n') as f:
            f.write('\n'.join(printer.file(path)).rstrip('\n') + '\n')
    print('%d files, %d messages, %d enums' % (len(paths), sum(n in facts.fields for n in printer.wanted),
                                               sum(n in facts.enums for n in printer.wanted)))


if __name__ == '__main__':
    main()
