// A task goes to another project: it is called otherwise there, and its old key leads to it.
import { awake } from '../../lib/awake.ts';
import { expect, test } from '../../lib/test.ts';
import { newProject, newTask } from '../../lib/plan.ts';

test('a task is sent to another project with all of it, and its old key leads to it', async ({ signedIn: page, world, hydrated }) => {
  const from = await newProject(world, 'TFA', hydrated);
  const to = await newProject(world, 'TFB', hydrated);
  const task = await newTask(world, from, 'Pour the floor');
  await newTask(world, from, 'Mix', { parent: task.id });
  await page.goto(world.at(`/t/${task.code}`));
  if (hydrated) await awake(page);
  await page.getByText('Send to another project…', { exact: true }).click();
  const project = page.getByLabel('To the project');
  await project.selectOption({ label: (await project.locator('option', { hasText: to.key }).textContent())!.trim() });
  await page.getByRole('button', { name: 'Send it' }).click();

  // Without JavaScript the address also says what can be taken back.
  await expect(page).toHaveURL(new RegExp(`/t/${to.key}-1(\\?|$)`));
  await expect(page.getByRole('heading', { level: 1, name: 'Pour the floor', exact: true })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: `It is ${to.key}-1 now.` })).toBeVisible();
  await expect(page.locator('.lks').getByRole('link', { name: 'Mix' })).toHaveAttribute('href', new RegExp(`/t/${to.key}-2$`));
  await expect(page.locator('.log')).toContainText('brought it in from another project');
  await page.goto(world.at(`/t/${task.code}`));
  await expect(page).toHaveURL(world.at(`/t/${to.key}-1`));
  await expect(page.getByRole('heading', { level: 1, name: 'Pour the floor', exact: true })).toBeVisible();
  await page.goto(world.at(`/p/${from.key}/list`));
  await expect(page.locator('tr.row')).toHaveCount(0);
});

test('a task that was sent away is taken back by one press', async ({ signedIn: page, world, hydrated }) => {
  const from = await newProject(world, 'TBA', hydrated);
  const to = await newProject(world, 'TBB', hydrated);
  const task = await newTask(world, from, 'Pour the floor');
  await page.goto(world.at(`/t/${task.code}`));
  if (hydrated) await awake(page);
  await page.getByText('Send to another project…', { exact: true }).click();
  const project = page.getByLabel('To the project');
  await project.selectOption({ label: (await project.locator('option', { hasText: to.key }).textContent())!.trim() });
  await page.getByRole('button', { name: 'Send it' }).click();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Taken back.' })).toBeVisible();
  await expect(page.locator('.crumb')).toContainText(task.code);
  await page.goto(world.at(`/t/${task.code}`));
  await expect(page).toHaveURL(world.at(`/t/${task.code}`));
  await expect(page.getByRole('heading', { level: 1, name: 'Pour the floor', exact: true })).toBeVisible();
});
