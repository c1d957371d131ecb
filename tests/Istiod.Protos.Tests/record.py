#!/usr/bin/env python3
"""Record random messages as an independent protobuf implementation encodes them.

  python3 record.py DESCRIPTOR_SET MANIFEST OUT.tsv.gz [--seed N] [--each N] [--more TYPES_FILE]

Needs Debian's python3-protobuf. Each line: full name, base64 of the deterministic binary, proto3 JSON with original names,
proto3 JSON with JSON names, golden layout (the rules of the goldens' dumper). Every message that the manifest reaches gets
--each lines, every other message of the descriptor set one, and those of --more (first word of a line) ten.
"""
import argparse
import base64
import gzip
import json
import math
import random
import struct
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

F = descriptor_pb2.FieldDescriptorProto
EDGE = {
    F.TYPE_INT32: [-2**31, 2**31 - 1, -1, 1], F.TYPE_SINT32: [-2**31, 2**31 - 1, -1, 1], F.TYPE_SFIXED32: [-2**31, 2**31 - 1],
    F.TYPE_INT64: [-2**63, 2**63 - 1, -1, 1], F.TYPE_SINT64: [-2**63, 2**63 - 1, -1], F.TYPE_SFIXED64: [-2**63, 2**63 - 1],
    F.TYPE_UINT32: [2**32 - 1, 1, 128], F.TYPE_FIXED32: [2**32 - 1, 1], F.TYPE_UINT64: [2**64 - 1, 1], F.TYPE_FIXED64: [2**64 - 1, 1],
}
WORDS = ['', 'a', 'outbound|80||x.default.svc.cluster.local', 'ünïcödé ✓ 🚀', 'x' * 43, 'ab"c\\d\n\t\u0001/<&>', '日本語' * 20, 'kube-system']


class Recorder:
    def __init__(self, path, manifest, seed):
        self.random = random.Random(seed)
        fds = descriptor_pb2.FileDescriptorSet.FromString(open(path, 'rb').read())
        self.pool = descriptor_pool.DescriptorPool()
        files, seen = {f.name: f for f in fds.file}, set()

        def add(name):
            if name not in seen and name in files:
                seen.add(name)
                for dep in files[name].dependency:
                    add(dep)
                self.pool.Add(files[name])
        for name in files:
            add(name)
        self.factory = message_factory.MessageFactory(self.pool)
        self.all = []

        def walk(prefix, messages):
            for m in messages:
                if not m.options.map_entry:
                    self.all.append(prefix + m.name)
                    walk(prefix + m.name + '.', m.nested_type)
        for f in fds.file:
            walk(f.package + '.' if f.package else '', f.message_type)
        self.all = sorted(n for n in self.all if not n.startswith('google.protobuf.'))
        self.roots = [line.split()[0] for line in open(manifest) if line.strip() and not line.startswith('#')]

    def reached(self):
        seen, todo = set(), list(self.roots)
        while todo:
            name = todo.pop()
            if name in seen or name.startswith('google.protobuf.'):
                continue
            seen.add(name)
            for f in self.pool.FindMessageTypeByName(name).fields:
                if f.message_type:
                    if f.message_type.GetOptions().map_entry:
                        v = f.message_type.fields_by_name['value']
                        todo += [v.message_type.full_name] if v.message_type else []
                    else:
                        todo.append(f.message_type.full_name)
        return seen

    def cls(self, name):
        return self.factory.GetPrototype(self.pool.FindMessageTypeByName(name))

    def scalar(self, f):
        r = self.random
        if f.type in EDGE and r.random() < 0.4:
            return r.choice(EDGE[f.type])
        if f.type in EDGE:
            return r.randrange(0, 70000)
        if f.type == F.TYPE_BOOL:
            return r.random() < 0.7
        if f.type == F.TYPE_STRING:
            return r.choice(WORDS) if r.random() < 0.7 else 's%d' % r.randrange(1000)
        if f.type == F.TYPE_BYTES:
            return bytes(r.randrange(256) for _ in range(r.choice([0, 1, 2, 3, 20])))
        if f.type == F.TYPE_ENUM:
            v = r.choice(f.enum_type.values).number
            return 77777 if r.random() < 0.03 and len(f.enum_type.values) > 1 and f.file.syntax == 'proto3' else v
        if f.type == F.TYPE_FLOAT:
            return struct.unpack('f', struct.pack('f', r.choice([0.1, 1.5, -3e-20, 3e38, 16777217.0, math.inf, 0.0])))[0]
        return r.choice([0.1, 1.5, -3e-200, 1e300, 123456789012345.0, -math.inf, 0.0])

    def value(self, m, depth):
        r = self.random
        kind = r.randrange(4 if depth > 3 else 6)
        if kind == 0:
            m.null_value = 0
        elif kind == 1:
            m.number_value = r.choice([0.0, 1.0, -2.5, 1e20, 80.0])
        elif kind == 2:
            m.string_value = r.choice(WORDS)
        elif kind == 3:
            m.bool_value = r.random() < 0.5
        elif kind == 4:
            m.struct_value.SetInParent()
            self.struct(m.struct_value, depth + 1)
        else:
            m.list_value.SetInParent()
            for _ in range(r.randrange(3)):
                self.value(m.list_value.values.add(), depth + 1)

    def struct(self, m, depth):
        for _ in range(self.random.randrange(4)):
            self.value(m.fields['k%d' % self.random.randrange(20)], depth + 1)

    def fill(self, m, depth):
        r, name = self.random, m.DESCRIPTOR.full_name
        if name == 'google.protobuf.Value':
            return self.value(m, depth)
        if name == 'google.protobuf.Struct':
            return self.struct(m, depth)
        if name == 'google.protobuf.ListValue':
            for _ in range(r.randrange(3)):
                self.value(m.values.add(), depth + 1)
            return
        if name == 'google.protobuf.Any':
            inner = self.cls(r.choice(self.any_types))()
            if depth < 4 or inner.DESCRIPTOR.full_name == 'google.protobuf.Value':
                self.fill(inner, depth + 1)
            m.type_url = 'type.googleapis.com/' + inner.DESCRIPTOR.full_name
            m.value = inner.SerializeToString(deterministic=True)
            return
        if name == 'google.protobuf.Duration':
            m.seconds = r.choice([0, 1, 10, 315576000000, 90])
            m.nanos = r.choice([0, 0, 500000000, 1000, 7, 999999999])
            if r.random() < 0.3:
                m.seconds, m.nanos = -min(m.seconds, 1000), -m.nanos
            return
        if name == 'google.protobuf.Timestamp':
            m.seconds = r.choice([0, 1700000000, -62135596800, 253402300799, -1])
            m.nanos = r.choice([0, 500000000, 1000, 7])
            return
        if name == 'google.protobuf.FieldMask':
            m.paths.extend(r.choice([[], ['foo_bar'], ['a.b_c', 'd']]))
            return
        taken = set()
        for f in m.DESCRIPTOR.fields:
            if f.containing_oneof is not None:
                if f.containing_oneof.name in taken or r.random() < 0.5:
                    continue
                taken.add(f.containing_oneof.name)
            elif r.random() < (0.25 if depth < 2 else 0.6) and f.label != F.LABEL_REQUIRED:
                continue
            if f.message_type is not None and f.message_type.GetOptions().map_entry:
                kf, vf = f.message_type.fields_by_name['key'], f.message_type.fields_by_name['value']
                for _ in range(r.randrange(1, 4)):
                    key = 'k%d' % r.randrange(50) if kf.type == F.TYPE_STRING else self.scalar(kf)
                    if vf.message_type:
                        if depth < 5:
                            self.fill(getattr(m, f.name)[key], depth + 1)
                    else:
                        getattr(m, f.name)[key] = self.scalar(vf)
            elif f.message_type is not None:
                if depth >= 5 and f.label != F.LABEL_REQUIRED and f.message_type.full_name != 'google.protobuf.Value':
                    continue
                if f.label == F.LABEL_REPEATED:
                    for _ in range(r.randrange(1, 3)):
                        self.fill(getattr(m, f.name).add(), depth + 1)
                else:
                    getattr(m, f.name).SetInParent()
                    self.fill(getattr(m, f.name), depth + 1)
            elif f.label == F.LABEL_REPEATED:
                getattr(m, f.name).extend(self.scalar(f) for _ in range(r.randrange(1, 4)))
            else:
                setattr(m, f.name, self.scalar(f))

    def golden(self, m):
        name = m.DESCRIPTOR.full_name
        if name == 'google.protobuf.Any':
            inner = m.type_url.rsplit('/', 1)[-1]
            try:
                body = self.cls(inner).FromString(m.value)
            except Exception:
                return {'@type': m.type_url, '@unknown': base64.b64encode(m.value).decode()}
            value = self.golden(body)
            if isinstance(value, dict) and not inner.startswith('google.protobuf.'):
                return {'@type': m.type_url, **value}
            return {'@type': m.type_url, 'value': value}
        if name == 'google.protobuf.Struct':
            return {k: self.golden(v) for k, v in m.fields.items()}
        if name == 'google.protobuf.Value':
            kind = m.WhichOneof('kind')
            if kind == 'struct_value':
                return self.golden(m.struct_value)
            if kind == 'list_value':
                return [self.golden(v) for v in m.list_value.values]
            return None if kind in (None, 'null_value') else getattr(m, kind)
        if name.startswith('google.protobuf.'):
            return json_format.MessageToDict(m, descriptor_pool=self.pool)
        out = {}
        for f, value in m.ListFields():
            if f.message_type is not None and f.message_type.GetOptions().map_entry:
                vf = f.message_type.fields_by_name['value']
                out[f.name] = {(str(k).lower() if isinstance(k, bool) else str(k)): self.one(vf, value[k]) for k in value}
            elif f.label == F.LABEL_REPEATED:
                out[f.name] = [self.one(f, v) for v in value]
            else:
                out[f.name] = self.one(f, value)
        return out

    def one(self, f, value):
        if f.message_type is not None:
            return self.golden(value)
        if f.type == F.TYPE_ENUM:
            known = f.enum_type.values_by_number.get(value)
            return known.name if known else value
        if f.type == F.TYPE_BYTES:
            return base64.b64encode(value).decode()
        return value

    def line(self, name):
        m = self.cls(name)()
        self.fill(m, 0)
        binary = m.SerializeToString(deterministic=True)
        # What the oracle reads back, as some values (closed enums) change their place.
        m = self.cls(name).FromString(binary)

        def special(v):
            if isinstance(v, float) and not math.isfinite(v):
                return 'NaN' if math.isnan(v) else 'Infinity' if v > 0 else '-Infinity'
            if isinstance(v, dict):
                return {k: special(x) for k, x in v.items()}
            return [special(x) for x in v] if isinstance(v, list) else v

        def dump(v):
            return json.dumps(special(v), ensure_ascii=True, separators=(',', ':'))
        return '\t'.join([
            name, base64.b64encode(binary).decode(),
            dump(json_format.MessageToDict(m, preserving_proto_field_name=True, descriptor_pool=self.pool)),
            dump(json_format.MessageToDict(m, descriptor_pool=self.pool)),
            dump(self.golden(m))])


def main():
    a = argparse.ArgumentParser()
    a.add_argument('descriptors'), a.add_argument('manifest'), a.add_argument('out')
    a.add_argument('--seed', type=int, default=1), a.add_argument('--each', type=int, default=2), a.add_argument('--more')
    o = a.parse_args()
    rec = Recorder(o.descriptors, o.manifest, o.seed)
    reached = rec.reached()
    rec.any_types = sorted(r for r in rec.roots) + ['google.protobuf.' + n for n in (
        'StringValue', 'BoolValue', 'UInt32Value', 'Int64Value', 'DoubleValue', 'BytesValue', 'Duration', 'Timestamp', 'Struct', 'Value',
        'ListValue', 'FieldMask')]      # not Empty: python writes it without the "value" that the mapping asks for
    more = {line.split()[0] for line in open(o.more) if line.strip()} if o.more else set()
    lines, failed = [], 0
    for name in rec.all:
        count = o.each if name in reached else 10 if name in more else 1
        for _ in range(count):
            for attempt in range(5):
                try:
                    text = rec.line(name)
                except Exception as e:
                    if attempt == 4:
                        failed += 1
                        print(name, type(e).__name__, str(e)[:100], file=sys.stderr)
                    continue
                if len(text) > 40000 and attempt < 4:
                    continue
                lines.append(text)
                break
    with gzip.GzipFile(o.out, 'wb', 9, mtime=0) as f:
        f.write(('\n'.join(lines) + '\n').encode())
    print('%d messages, %d types, %d failed' % (len(lines), len({l.split('\t')[0] for l in lines}), failed))


if __name__ == '__main__':
    main()
