// Pictures of every main page into DAYMARK_SHOTS: <page>-<width>-<light|dark>.png.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './test.ts';
import { pages } from './pages.ts';

const FOLDER = process.env.DAYMARK_SHOTS ?? '../target/shots';
const SCREENS = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
  { width: 360, height: 800 },
];

mkdirSync(FOLDER, { recursive: true });

for (const { name, as, path } of pages) {
  test(name, async ({ page, world }) => {
    if (as === 'owner') await page.context().addCookies(world.cookies);
    for (const screen of SCREENS) {
      await page.setViewportSize(screen);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const response = await page.goto(path(world));
        expect(response?.status(), `${name} is there`).toBe(name === 'nothing-here' ? 404 : 200);
        await page.evaluate(() => document.fonts.ready);
        const file = join(FOLDER, `${name}-${screen.width}-${colorScheme}.png`);
        await page.screenshot({ path: file, fullPage: true, animations: 'disabled' });
      }
    }
  });
}
