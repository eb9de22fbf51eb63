// What needs an awake page: keys, and what others do while the page is open.
import { awake } from '../../lib/awake.ts';
import { expect, test } from '../../lib/test.ts';
import { uuidv7 } from '../../lib/world.ts';

test('keys lead to the steps, paint and turn the days, and never while typing', async ({ signedIn: page, world }) => {
  await page.goto(world.at('/today'));
  await awake(page);
  await page.keyboard.press('7');
  await expect(page.getByRole('heading', { name: 'Money and hours' })).toBeFocused();
  const band = page.locator('.beacon li').filter({ hasText: 'Money and hours' });
  const before = (await band.getAttribute('class')) ?? '';
  await page.keyboard.press('p');
  if (before.includes('is-done')) await expect(band).not.toHaveClass(/is-done/);
  else await expect(band).toHaveClass(/is-done/);
  await page.keyboard.press('p');
  const field = page.locator('#log').getByLabel('A line of your own', { exact: true }).first();
  await field.fill('');
  await field.press('[');
  await expect(field).toHaveValue('[');
  await field.blur();
  await page.keyboard.press('[');
  await expect(page).toHaveURL(/\/today\/\d{4}-\d\d-\d\d$/);
  await expect(page.locator('.day-p')).toBeVisible();
  await page.keyboard.press(']');
  await expect(page).toHaveURL(new RegExp(`${world.at('/today')}$`));
});

test('what happens elsewhere stands in the log within a second', async ({ signedIn: page, world }) => {
  await page.goto(world.at('/today'));
  await awake(page);
  const field = page.locator('#log').getByLabel('A line of your own', { exact: true }).first();
  await field.fill('half typed');
  const answer = (await world.post('/do/plan/create_task', { workspace: world.workspace.slug, id: uuidv7(), project: world.projectId, title: 'Ring the printer live' })) as { said: { arg: string } };
  expect(answer.said.arg).toMatch(/^NGT-/);
  await expect(page.locator('#log')).toContainText('Ada Morgan', { timeout: 1500 });
  await expect(field).toHaveValue('half typed');
});

test('a page that stays open overnight closes the day that it shows', async ({ signedIn: page, world }) => {
  await page.goto(world.at('/today'));
  await awake(page);
  const close = page.locator('#log input[name="form[day]"]');
  const day = await close.inputValue();
  const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
  // What is read from here on is read on the day after.
  await page.route('**/do/day/today?*', async route => {
    const answer = await route.fetch();
    const today = (await answer.json()) as { log: object };
    await route.fulfill({ response: answer, json: { ...today, day: next, before: day, log: { ...today.log, day: next } } });
  });
  await world.post('/do/plan/create_task', { workspace: world.workspace.slug, id: uuidv7(), project: world.projectId, title: 'Stay up late' });
  await expect(close).toHaveValue(next);
  await expect(page.locator('#work input[name="form[day]"]')).toHaveValue(next);
  await expect(page.locator('#log a[download]')).toHaveAttribute('href', new RegExp(`/day/${next}$`));
  await expect(page.getByRole('link', { name: 'The day before' })).toHaveAttribute('href', world.at(`/today/${day}`));
});

test('a change is sent even when its page is left at once', async ({ signedIn: page, world }) => {
  await page.addInitScript(() => {
    const [fetch, outlive] = [window.fetch, [] as boolean[]];
    window.fetch = (to, init) => {
      if (init?.method === 'POST') outlive.push(init.keepalive === true);
      return fetch(to, init);
    };
    Object.assign(window, { outlive });
  });
  await page.goto(world.at('/today'));
  await awake(page);
  const step = page.locator('#obstacles').getByRole('button', { name: /^(Mark done|Done)\s*:/ });
  await step.click();
  await expect.poll(() => page.evaluate(() => (window as unknown as { outlive: boolean[] }).outlive)).toEqual([true]);
  await step.click();
});
