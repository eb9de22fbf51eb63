// A task once more, in both modes: what is ticked goes along, one press takes the copy back.
import { expect, test } from '../../lib/test.ts';
import { newProject, newTask } from '../../lib/plan.ts';

test('a task is duplicated with a choice of what goes along', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'DUP', hydrated);
  const task = await newTask(world, project, 'Pour the floor');
  await newTask(world, project, 'Walk on it');
  await newTask(world, project, 'Mix', { parent: task.id });
  const workspace = world.workspace.slug;
  await world.post('/do/plan/edit_task', { workspace, task: task.id, deadline: '2027-03-12', description: 'Slowly.' });
  await world.post('/do/plan/add_label', { workspace, task: task.id, name: 'Wet' });
  await page.goto(world.at(`/t/${task.code}`));
  await page.getByText('Duplicate…', { exact: true }).click();
  await page.getByRole('checkbox', { name: 'Dates' }).uncheck();
  await page.getByRole('button', { name: 'Duplicate it' }).click();
  await expect(page.getByRole('status').filter({ hasText: `${project.key}-4 is the copy.` })).toBeVisible();
  await page.goto(world.at(`/t/${project.key}-4`));
  await expect(page.getByRole('heading', { level: 1, name: 'Pour the floor', exact: true })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Description' }).getByRole('paragraph')).toHaveText('Slowly.');
  await expect(page.locator('.facts')).toContainText('Wet');
  await expect(page.locator('.facts')).not.toContainText('12 Mar 2027');
  await page.goto(world.at(`/p/${project.key}/list`));
  await expect(page.locator('tr.row a.t')).toHaveText(['Pour the floor', 'Mix', 'Pour the floor', 'Mix', 'Walk on it']);
});

test('a copy is taken back by one press', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'DUU', hydrated);
  const task = await newTask(world, project, 'Pour the floor');
  await page.goto(world.at(`/t/${task.code}`));
  await page.getByText('Duplicate…', { exact: true }).click();
  await page.getByRole('button', { name: 'Duplicate it' }).click();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Taken back.' })).toBeVisible();
  await page.goto(world.at(`/p/${project.key}/list`));
  await expect(page.locator('tr.row a.t')).toHaveText(['Pour the floor']);
});
