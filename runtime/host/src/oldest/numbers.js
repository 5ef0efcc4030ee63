// What the program in JavaScript counts with, and how texts become bytes.

function extendMath() {
  give(Math, 'imul', function (one, other) {
    other |= 0;
    return (one & 65535) * other + ((one >>> 16) * other << 16) | 0;
  });
  give(Math, 'clz32', function (number) {
    var zeros = 32;
    for (number >>>= 0; number; number >>>= 1) { zeros -= 1; }
    return zeros;
  });
  give(Math, 'trunc', function (number) { return number < 0 ? Math.ceil(number) : Math.floor(number); });
  var single = new Float32Array(1);
  give(Math, 'fround', function (number) {
    single[0] = number;
    return single[0];
  });
}

/** UTF-8, the one encoding that there is a need for: half of a pair alone becomes U+FFFD, as the standard says. */
function TextEncoder() {}
TextEncoder.prototype.encode = function (text) {
  var bytes = [];
  for (var at = 0; at < text.length; at += 1) {
    var code = text.charCodeAt(at);
    var next = text.charCodeAt(at + 1);
    if (code >= 0xd800 && code < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
      code = 0x10000 + (code - 0xd800) * 0x400 + next - 0xdc00;
      at += 1;
    } else if (code >= 0xd800 && code < 0xe000) { code = 0xfffd; }
    if (code < 0x80) { bytes.push(code); continue; }
    if (code < 0x800) { bytes.push(0xc0 | code >> 6); } else {
      if (code < 0x10000) { bytes.push(0xe0 | code >> 12); } else { bytes.push(0xf0 | code >> 18, 0x80 | code >> 12 & 63); }
      bytes.push(0x80 | code >> 6 & 63);
    }
    bytes.push(0x80 | code & 63);
  }
  return new Uint8Array(bytes);
};

/** Of bytes that are UTF-8: they come from the program, whose texts are. */
function TextDecoder() {}
TextDecoder.prototype.decode = function (bytes) {
  var text = '';
  var at = 0;
  // Edge hands over the buffer of a module's section.
  if (bytes && bytes.length === undefined) { bytes = new Uint8Array(bytes); }
  function rest() { return bytes[at++] & 63; }
  while (bytes && at < bytes.length) {
    var byte = bytes[at++];
    var code = byte < 0x80 ? byte : byte < 0xe0 ? (byte & 31) << 6 | rest() : byte < 0xf0 ? (byte & 15) << 12 | rest() << 6 | rest()
      : (byte & 7) << 18 | rest() << 12 | rest() << 6 | rest();
    text += code < 0x10000 ? String.fromCharCode(code)
      : String.fromCharCode(0xd800 + (code - 0x10000 >> 10), 0xdc00 + (code - 0x10000 & 0x3ff));
  }
  return text;
};
