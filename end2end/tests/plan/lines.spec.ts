// Lines become tasks, in both modes: bullets off, what is indented a part, one press takes all of them back.
import { expect, test } from '../../lib/test.ts';
import { newProject } from '../../lib/plan.ts';

test('lines become tasks and their parts, and go as one', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'LNS', hydrated);
  await page.goto(world.at(`/p/${project.key}/list`));
  await page.getByText('Several at once', { exact: true }).click();
  const text = page.getByLabel('A task for each line');
  await text.fill('- Lamps\n  - Buy them\n\n  - [x] Ask\n1. Wires');
  if (hydrated) await expect(page.getByText('Becomes 4 tasks.')).toBeVisible();
  await page.getByRole('button', { name: 'Add them' }).click();
  await expect(page.getByRole('status').filter({ hasText: '4 tasks added.' })).toBeVisible();
  const titles = page.locator('tr.row a.t');
  await expect(titles).toHaveText(['Lamps', 'Buy them', 'Ask', 'Wires']);
  await expect(page.getByRole('button', { name: 'Open again: Ask' })).toBeVisible();
  await expect(page.locator('tr.row [data-level="2"]')).toHaveCount(2);
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(titles).toHaveCount(0);
});

test('a line that cannot be a task is named, and none becomes one', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'LNW', hydrated);
  await page.goto(world.at(`/p/${project.key}/list`));
  await page.getByText('Several at once', { exact: true }).click();
  const text = page.getByLabel('A task for each line');
  await text.fill(`Lamps\n\n${'x'.repeat(201)}\nWires`);
  await page.getByRole('button', { name: 'Add them' }).click();
  await expect(page.getByText('Line 3: At most 200 characters.').first()).toBeVisible();
  await expect(text).toHaveValue(/^Lamps/);
  await expect(page.locator('tr.row')).toHaveCount(0);
  await text.fill(Array.from({ length: 201 }, (_, n) => `Line ${n}`).join('\n'));
  await page.getByRole('button', { name: 'Add them' }).click();
  await expect(page.getByText('At most 200 lines at once.').first()).toBeVisible();
});
