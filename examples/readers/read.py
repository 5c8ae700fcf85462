#!/usr/bin/env python3
"""Prints the numbers in a segment: read.py FILE, such as /dev/shm/NAME. The format is docs/schema.md."""
import json, mmap, struct, sys
CODES = dict(u8="B", i8="b", u16="H", i16="h", u32="I", i32="i", u64="Q", i64="q", f32="f", f64="d", bool="?", char="I")

with open(sys.argv[1], "rb") as file:
    segment = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
def number(code, raw, at):  # Native codes: an aligned word is one load.
    return struct.unpack_from(code, raw, at)[0]
if segment[:8] != b"shmcells" or number("I", segment, 8) != 3:
    sys.exit("not a segment of format 3")
second = number("I", segment, 52) & 2  # a flag: the second description is in use
at, length = (number("Q", segment, place) for place in ((160, 168) if second else (104, 112)))
schema = json.loads(segment[at:at + length])
types, data = schema["types"], number("Q", segment, 136)
def show(path, ty, raw, at):
    if ty["kind"] == "struct":
        for field in ty["fields"]:
            show(f"{path}.{field['name']}", types[field["type"]], raw, at + field["offset"])
    elif ty["kind"] == "array":
        for index in range(ty["len"]):
            show(f"{path}[{index}]", types[ty["element"]], raw, at + index * types[ty["element"]]["size"])
    elif code := CODES.get(ty.get("integer", ty.get("name"))):
        print(path, number(code, raw, at))
def read(cell, at, size):  # The loads are in this order on x86-64; other processors need fences, which Python has not.
    while cell["protocol"] != "atomic":
        before = number("Q", segment, at)
        second_copy = cell["protocol"] == "latch" and before & 1
        start = at + cell["second_offset" if second_copy else "value_offset"]
        raw = segment[start:start + size]
        if number("Q", segment, at) == before and (cell["protocol"] == "latch" or before % 2 == 0):
            return f"version {before // 2}", raw
    return "atomic", segment[at:at + size]
for cell in schema["cells"]:
    for index in range(cell.get("each", 1)):
        name = cell["name"] + (f"[{index}]" if "each" in cell else "")
        ty = types[cell["type"]]
        version, raw = read(cell, data + cell["offset"] + index * cell.get("stride", 0), ty["size"])
        print(name, version)
        show(name, ty, raw, 0)
