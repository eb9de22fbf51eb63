// What a page or a part of it is made of comes when it is wanted. Where it cannot be fetched that is said, and it comes
// once it can be.
import { awake } from '../../lib/awake.ts';
import { newProject, newTask } from '../../lib/plan.ts';
import { expect, test } from '../../lib/test.ts';

const LOST = 'The server did not answer.';

test('a page whose code cannot be fetched says so', async ({ signedIn: page, world }) => {
  await page.goto(world.at('/today'));
  await awake(page);
  await page.route('**/pkg/*.wasm', route => route.abort());
  await page.locator('.rail').getByRole('link', { name: 'People' }).click();
  await expect(page.getByRole('main')).toContainText(LOST);
  await expect(page.getByRole('heading', { level: 1, name: 'The page did not load.' })).toBeVisible();
  await page.unroute('**/pkg/*.wasm');
  await page.locator('.rail').getByRole('link', { name: 'Today' }).click();
  await expect(page.locator('.walk')).toBeVisible();
  await page.locator('.rail').getByRole('link', { name: 'People' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'People' })).toBeVisible();
});

test('a part whose code cannot be fetched says so, and comes when it is wanted again', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'LCP', true);
  await newTask(world, project, 'Edited late');
  await page.route('**/pkg/over.*.wasm', route => route.abort());
  await page.goto(world.at(`/p/${project.key}/list`));
  await awake(page);
  const title = page.getByRole('link', { name: 'Edited late', exact: true });
  await title.focus();
  await page.keyboard.press('e');
  await expect(page.locator('.toasts')).toContainText(LOST);
  await page.unroute('**/pkg/over.*.wasm');
  await title.focus();
  await page.keyboard.press('e');
  await expect(page.getByRole('textbox', { name: 'Title' })).toBeFocused();
});

test('of a task beside a list, what cannot be fetched is asked for again', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'LCB', true);
  const task = await newTask(world, project, 'Looked at late');
  await page.route('**/pkg/below.*.wasm', route => route.abort());
  await page.goto(world.at(`/p/${project.key}/list`));
  await awake(page);
  await page.getByRole('link', { name: 'Looked at late', exact: true }).click();
  const beside = page.getByRole('dialog', { name: task.code });
  await expect(beside.getByRole('alert').first()).toContainText(LOST);
  await page.unroute('**/pkg/below.*.wasm');
  const again = beside.getByRole('button', { name: 'Try again' });
  for (let lost = await again.count(); lost > 0; lost--) {
    await again.first().click();
    await expect(again).toHaveCount(lost - 1);
  }
  await expect(beside.getByRole('heading', { name: /^Checklist/ })).toBeVisible();
});
