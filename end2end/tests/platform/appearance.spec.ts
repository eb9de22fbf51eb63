// Light, dark, or as the device is: kept for this browser, on every page, from the first paint.
import type { Page } from '@playwright/test';
import { expect, test } from '../../lib/test.ts';

test('light, dark and system are kept', async ({ signedIn: page, world }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(world.at('/settings'));
  const light = await ground(page);
  await choose(page, 'Dark');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  const dark = await ground(page);
  expect(dark).not.toBe(light);
  // Sent by the server, so that no page flashes.
  const html = await (await page.request.get(world.at('/projects'), { headers: { accept: 'text/html' } })).text();
  expect(html).toContain('data-theme="dark"');
  await page.goto(world.at('/projects'));
  expect(await ground(page)).toBe(dark);

  await page.goto(world.at('/settings'));
  await expect(page.getByLabel('Dark')).toBeChecked();
  await choose(page, 'Light');
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await ground(page)).toBe(light);

  await choose(page, 'System');
  await expect(page.locator('html')).not.toHaveAttribute('data-theme');
  expect(await ground(page)).toBe(dark);
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await ground(page)).toBe(light);
});

test('nothing moves for whoever asked for less motion', async ({ signedIn: page, world }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const path of ['/projects', '/p/NGT', '/t/NGT-1', '/people', '/settings']) {
    await page.goto(world.at(path));
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll('*')].flatMap(element => {
        const style = getComputedStyle(element);
        const times = `${style.transitionDuration}, ${style.animationDuration}`.split(',').map(parseFloat);
        const infinite = style.animationName !== 'none' && style.animationIterationCount.includes('infinite');
        return infinite || times.some(time => time > 0.01) ? [`${element.tagName}.${element.className}`] : [];
      }),
    );
    expect(moving, path).toEqual([]);
  }
});

async function choose(page: Page, name: string) {
  // The radio lies under its label.
  await page.getByText(name, { exact: true }).click();
  await expect(page.getByLabel(name)).toBeChecked();
  const answered = page.waitForResponse(response => response.url().includes('/do/platform/appearance'));
  await page.getByRole('button', { name: 'Save' }).click();
  await answered;
  await page.waitForLoadState();
}

/** The colour behind everything. */
async function ground(page: Page): Promise<string> {
  return page.locator('body').evaluate(body => getComputedStyle(body).backgroundColor);
}
