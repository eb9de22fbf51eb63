// Contrast of every text and part pair of DESIGN 7.1, light and dark, from style/tokens.css.
//   node end2end/contrast.mjs           a sentence, and every pair below its floor; exit 1 if there is one
//   node end2end/contrast.mjs --all     every pair, as a Markdown table
// Floors (WCAG 2.2): 4.5 for text, 3.0 for parts. Colours are rounded to 8 bits first, as a screen shows them.
// A pair whose token is missing, and a colour outside sRGB (which a browser would clip), also fail.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const TEXT = 4.5;
const PART = 3;

const css = readFileSync(new URL('../style/tokens.css', import.meta.url), 'utf8');
const tokens = readTokens(css);
const rows = pairs().map(([front, back, floor]) => judge(front, back, floor));
const failed = rows.filter(r => !r.ok);
const outside = [...tokens].flatMap(([name, schemes]) =>
  schemes.flatMap((c, i) => (inGamut(c) ? [] : [`--${name} (${i ? 'dark' : 'light'})`])));

if (process.argv.includes('--all')) {
  console.log('| text or part | on | light | dark | floor |\n|---|---|---|---|---|');
  for (const r of rows) console.log(line(r));
} else {
  for (const r of failed) console.error(line(r));
}
const text = rows.filter(r => r.floor === TEXT);
const lowest = i => Math.min(...text.map(r => r.ratios[i])).toFixed(2);
console.log(`${rows.length} pairs in ${fileURLToPath(new URL('../style/tokens.css', import.meta.url))}; `
  + `lowest text ratio ${lowest(0)} light, ${lowest(1)} dark; `
  + `${failed.length} below the floor; outside sRGB: ${outside.join(', ') || 'none'}`);
process.exit(failed.length || outside.length ? 1 : 0);

/** What stands on what. Mirrors the table and the lists of DESIGN 7.1. */
function pairs() {
  const sea = ['deep', 'shoal', 'shoal-2', 'shallows', 'float'];
  const shore = ['shore', 'shore-2', 'shore-float'];
  const on = (fronts, backs, floor) => fronts.flatMap(f => backs.map(b => [f, b, floor]));
  const upTo = (n, name) => Array.from({ length: n }, (_, i) => `${name}-${i}`);
  return [
    ...on(['ink', 'ink-2', 'ink-3'], [...sea, 'shallows-2', ...shore], TEXT),
    ...on(['channel', 'channel-2'], [...sea, ...shore], TEXT),
    ...on(['mark-text', 'ready-text', 'caution-text', 'obstacle-text', 'waiting-text'], [...sea, ...shore], TEXT),
    ...on(['on-action'], ['action', 'action-2'], TEXT),
    ['on-danger', 'danger', TEXT],
    ['on-mark', 'mark', TEXT],
    ...on(['on-depth-low'], upTo(5, 'depth'), TEXT),
    ...on(['on-depth-high'], ['depth-5', 'depth-6'], TEXT),
    ...on(['on-over'], ['over', 'over-stripe'], TEXT),
    ...on(['on-hull'], upTo(9, 'hull').slice(1), TEXT),
    ['ink', 'thumb', TEXT],
    ['ink-2', 'track', TEXT],
    ...on(['edge', 'mark', 'ready', 'obstacle', 'waiting', 'channel'], ['deep', 'shoal', 'float', 'shore'], PART),
    ...on(['caution'], ['deep', 'float'], PART),
    ...on(['shore-edge'], shore, PART),
    ['edge', 'track', PART],
  ];
}

function judge(front, back, floor) {
  const [a, b] = [tokens.get(front), tokens.get(back)];
  const ratios = a && b ? [0, 1].map(i => ratio(a[i], b[i])) : [0, 0];
  return { front, back, floor, ratios, ok: ratios.every(r => r >= floor) };
}

function line({ front, back, floor, ratios, ok }) {
  return `| ${front} | ${back} | ${ratios[0].toFixed(2)} | ${ratios[1].toFixed(2)} | ${floor}${ok ? '' : ' FAIL'} |`;
}

/** `--name: light-dark(oklch(…), oklch(…));` → name → [light, dark]. Anything else is not a colour pair. */
function readTokens(source) {
  const found = new Map();
  const bare = source.replace(/\/\*[\s\S]*?\*\//g, '');
  for (const [, name, a, b] of bare.matchAll(/--([\w-]+):\s*light-dark\(\s*oklch\(([^)]*)\)\s*,\s*oklch\(([^)]*)\)\s*\)\s*;/g)) {
    found.set(name, [parse(a), parse(b)]);
  }
  return found;
}

/** `46.5% 0.104 242 / .32` → lightness 0…1, chroma, hue in radians. Alpha is not part of contrast here. */
function parse(text) {
  const [l, c, h] = text.split('/')[0].trim().split(/\s+/);
  return { l: parseFloat(l) / 100, c: Number(c), h: Number(h) * Math.PI / 180 };
}

/** OKLCH → linear sRGB: Björn Ottosson, "A perceptual color space for image processing" (2020). */
function linear({ l, c, h }) {
  const a = c * Math.cos(h);
  const b = c * Math.sin(h);
  const L = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const M = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const S = (l - 0.0894841775 * a - 1.2914855480 * b) ** 3;
  return [
    4.0767416621 * L - 3.3077115913 * M + 0.2309699292 * S,
    -1.2684380046 * L + 2.6097574011 * M - 0.3413193965 * S,
    -0.0041960863 * L - 0.7034186147 * M + 1.7076147010 * S,
  ];
}

function inGamut(colour) {
  return linear(colour).every(v => v >= -0.0006 && v <= 1.0006);
}

/** Relative luminance (WCAG 2.2), through the 8-bit value. */
function luminance(colour) {
  const [r, g, b] = linear(colour).map(v => {
    const clipped = Math.min(1, Math.max(0, v));
    const byte = Math.round(255 * (clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055));
    const s = byte / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(a, b) {
  const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (hi + 0.05) / (lo + 0.05);
}
