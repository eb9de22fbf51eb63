// The morning is walked by keys alone and on a phone: every step is reached and marked. With JavaScript and without.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../../lib/axe.ts';
import { expect, test } from '../../lib/test.ts';
import { newProject, newTask } from '../../lib/plan.ts';

test.use({ own: 'morning' });

const STEPS = ['Work', 'Obstacles', 'Share out', 'Money and hours'];

test('whoever sets a workspace up is asked for the usual week on Today, until it is said', async ({ signedIn: page, world }) => {
  await page.goto(world.at('/today'));
  await page.getByRole('link', { name: 'Say the usual week' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'The usual week' })).toBeVisible();
  await page.getByLabel('Public holidays of').selectOption({ label: 'Norway' });
  await page.getByRole('button', { name: 'Save the week' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'The usual week is saved.' })).toBeVisible();
  await page.goto(world.at('/today'));
  await expect(page.locator('.brief')).not.toBeEmpty();
  await expect(page.getByRole('link', { name: 'Say the usual week' })).toHaveCount(0);
});

test('by Tab and Enter alone, every step is reached and marked', async ({ signedIn: page, world }) => {
  await page.goto(world.at('/today'));
  await washed(page);
  await page.locator('body').press('Tab');
  for (const step of STEPS) {
    await tabTo(page, new RegExp(`^Mark done\\s*: ${step}$`));
    await page.keyboard.press('Enter');
    await expect(band(page, step)).toHaveClass(/is-done/);
  }
  // The last step is closing: reached in the same way, and opened, but not done by a slip.
  await tabTo(page, /^Close the day$/);
  await page.keyboard.press('Enter');
  await expect(page.getByText('cannot be changed afterwards')).toBeVisible();
});

for (const width of [390, 360, 320]) {
  test(`at ${width} px nothing is wider than the window, and every step is a thumb away`, async ({ signedIn: page, world }) => {
    await page.setViewportSize({ width, height: 740 });
    await page.goto(world.at('/today'));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await washed(page);
    for (const step of STEPS) {
      await page.getByRole('navigation', { name: 'The steps of the day' }).getByRole('link', { name: new RegExp(`^${step}`) }).click();
      const mark = page.getByRole('button', { name: new RegExp(`^Mark done\\s*: ${step}$`) });
      await expect(mark).toBeInViewport();
      expect((await mark.boundingBox())!.height).toBeGreaterThanOrEqual(44);
      await mark.click();
      await expect(band(page, step)).toHaveClass(/is-done/);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
}

test('a task of today is given to somebody and stopped from its row', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'ROW', hydrated);
  const today = new Date().toISOString().slice(0, 10);
  const task = await newTask(world, project, 'Proof the folder');
  const choices = await page.request.get('/do/plan/choices', { params: { workspace: world.workspace.slug, project: project.key } });
  const { statuses } = (await choices.json()) as { statuses: { id: string; category: string }[] };
  await world.post('/do/plan/edit_task', {
    workspace: world.workspace.slug, task: task.id, start: today, finish: today,
    status: statuses.find(s => s.category === 'doing')!.id, status_was: statuses.find(s => s.category === 'todo')!.id,
  });
  await page.goto(world.at('/today'));
  await washed(page);
  const row = page.locator('#work').getByRole('listitem').filter({ hasText: task.code });
  await row.getByRole('link', { name: `Stop or give ${task.code}` }).click();
  const beside = page.getByRole('dialog', { name: `Stop or give ${task.code}` });
  await expectAccessible(page);
  await beside.getByRole('button', { name: 'Give' }).click();
  await expect(beside.getByLabel('Give to')).toHaveAttribute('aria-invalid', 'true');
  await beside.getByLabel('Give to').selectOption({ label: world.owner.name });
  await beside.getByRole('button', { name: 'Give' }).click();
  await expect(row).toContainText('Ada');
  if (hydrated) {
    await expect(beside).toHaveCount(0);
    await row.getByRole('link', { name: `Stop or give ${task.code}` }).click();
  }
  await beside.getByLabel('Because').fill('the paper has not come');
  await beside.getByLabel('Whose move is it?').selectOption({ label: 'Someone outside' });
  await beside.getByLabel('Or who outside').fill('The mill');
  await beside.getByRole('button', { name: 'Mark it stopped' }).click();
  const stopped = page.locator('#obstacles').getByRole('listitem').filter({ hasText: 'Proof the folder' });
  await expect(stopped).toContainText('the paper has not come');
  await expect(stopped).toContainText('The mill');
});

function band(page: Page, step: string) {
  return page.getByRole('navigation', { name: 'The steps of the day' }).getByRole('listitem').filter({ hasText: step });
}

/** Steps that an earlier test marked are washed off, so that each is marked once more. */
async function washed(page: Page): Promise<void> {
  for (const step of STEPS) {
    const done = page.getByRole('button', { name: new RegExp(`^Done\\s*: ${step}$`) });
    if (await done.count()) {
      await done.click();
      await expect(band(page, step)).not.toHaveClass(/is-done/);
    }
  }
}

/** Tabs on until the focus is on what has this name. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let n = 0; n < 80; n++) {
    const text = await page.evaluate(() => document.activeElement?.textContent?.replace(/\s+/g, ' ').trim() ?? '');
    if (name.test(text)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab did not reach ${name}`);
}
