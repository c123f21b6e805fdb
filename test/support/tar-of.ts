// Writes small tar archives byte by byte.

/** An archive in the form of ustar. */
export function tarOf(files: Readonly<Record<string, Uint8Array | string>>): Uint8Array {
  const parts = Object.entries(files).flatMap(([name, contents]) => {
    const bytes = Buffer.from(contents as Uint8Array);
    const header = Buffer.alloc(512);
    header.write(name);
    header.write('0000644\0', 100);
    header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('00000000000\0        0', 136);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((a, b) => a + b, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}
