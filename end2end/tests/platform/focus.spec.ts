// Where the keyboard is: a ring on everything it reaches, the page after the skip link, the form after a refusal.
import { expect, test } from '../../lib/test.ts';

test('everything that Tab reaches shows that it has the focus', async ({ signedIn: page, world }) => {
  await page.goto(world.at('/settings'));
  const seen = new Set<string>();
  for (let n = 0; n < 60; n++) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      // A radio that lies under its label shows the ring on the label.
      const shown = [element, element.closest('label'), element.parentElement].filter(e => e !== null);
      const ring = shown.some(e => {
        const style = getComputedStyle(e);
        return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
      });
      return { ring, what: element.outerHTML.slice(0, 120) };
    });
    if (!found) break;
    expect(found.ring, found.what).toBe(true);
    if (seen.has(found.what)) break;
    seen.add(found.what);
  }
  expect(seen.size).toBeGreaterThan(6);
});

test('a refused form has the focus on what is wrong', async ({ signedIn: page, world, hydrated }) => {
  await page.goto(world.at('/projects'));
  await page.getByLabel('Title', { exact: true }).fill('Only a title');
  await page.getByRole('button', { name: 'Begin the project' }).click();
  await expect(page.getByLabel('Key', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Title', { exact: true })).toHaveValue('Only a title');
  const summary = page.getByRole('alert').first();
  await expect(summary).toBeVisible();
  if (hydrated) {
    const inside = await page.evaluate(() => {
      const active = document.activeElement;
      return !!active && (active.matches('[role=alert], [aria-invalid=true]') || !!active.closest('[role=alert]'));
    });
    expect(inside, 'the focus is on the summary or the field').toBe(true);
  }
});
