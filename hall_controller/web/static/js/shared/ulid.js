// https://github.com/ulid/spec: 48 bits of time, 80 bits of randomness, Crockford's base 32.
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

export function newUlid(now = Date.now()) {
  let time = "";
  for (let rest = now, place = 0; place < 10; place += 1, rest = Math.floor(rest / 32)) time = ALPHABET[rest % 32] + time;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return time + Array.from(bytes, (byte) => ALPHABET[byte & 31]).join("");
}
