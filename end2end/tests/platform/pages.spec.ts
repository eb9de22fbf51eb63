// Every main page: there, titled, accessible in light and dark, and never wider than the window.
import { expectAccessible } from '../../lib/axe.ts';
import { pages } from '../../lib/pages.ts';
import { expect, test } from '../../lib/test.ts';

test.use({ own: 'pages' });

for (const { name, as, path } of pages) {
  test(`${name} is accessible and fits every window`, async ({ page, world, hydrated }) => {
    test.setTimeout(90_000);
    if (as === 'owner') await page.context().addCookies(world.cookies);
    const problems: string[] = [];
    page.on('console', message => {
      // The 404 of the page that is not there is what it should say.
      if (message.type() === 'error' && !message.text().includes('404')) problems.push(message.text());
    });
    page.on('pageerror', error => problems.push(String(error)));
    await page.goto(path(world));
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expect(page).toHaveTitle(/ · Daymark$/);
    for (const width of hydrated ? [1440, 390] : [1440]) {
      await page.setViewportSize({ width, height: 900 });
      await expectAccessible(page);
    }
    for (const width of [320, 360, 390, 600, 768, 1024, 1280, 1920, 2560]) {
      await page.setViewportSize({ width, height: 800 });
      const wider = await page.locator('html').evaluate(html => html.scrollWidth - html.clientWidth);
      expect(wider, `${name} at ${width} px scrolls sideways by`).toBeLessThanOrEqual(0);
    }
    expect(problems).toEqual([]);
  });
}

test('no two pages have one title', async ({ page, world }) => {
  await page.context().addCookies(world.cookies);
  const titles = [];
  for (const { name, path } of pages.filter(p => p.name !== 'nothing-here')) {
    // As the server says it: two dozen whole pages would take longer than a test may.
    const html = await (await page.request.get(path(world))).text();
    const title = /<title>([^<]*)<\/title>/.exec(html)?.[1];
    expect(title, name).toMatch(/ · Daymark$/);
    titles.push(title);
  }
  expect(titles).toEqual([...new Set(titles)]);
});

test('the first Tab leads past the rail', async ({ signedIn: page, world }) => {
  await page.goto(world.at('/p/NGT'));
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the page' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#main$/);
});
