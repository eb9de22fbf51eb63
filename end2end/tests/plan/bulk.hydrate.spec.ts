// Many tasks at once by keys: X ticks, Shift X up to here, Escape lets go; what is not drawn stays ticked.
import { awake } from '../../lib/awake.ts';
import { expect, test } from '../../lib/test.ts';
import { newProject, newTask } from '../../lib/plan.ts';

test('rows are ticked by key, up to another, and let go', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'BKK', true);
  for (const title of ['Alpha', 'Bravo', 'Charlie', 'Delta']) await newTask(world, project, title);
  await page.goto(world.at(`/p/${project.key}/list`));
  await awake(page);
  const bar = page.getByRole('group', { name: 'What to do with the ticked tasks' });
  const box = (title: string) => page.getByRole('checkbox', { name: `Select ${title}`, exact: true });
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await expect(box('Alpha')).toBeChecked();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Shift+X');
  await expect(bar).toContainText('3 selected.');
  await expect(box('Bravo')).toBeChecked();
  await expect(box('Delta')).not.toBeChecked();
  await page.keyboard.press('x');
  await expect(bar).toContainText('2 selected.');
  // What is open over the list closes first.
  await page.keyboard.press('s');
  await page.keyboard.press('Escape');
  await expect(bar).toContainText('2 selected.');
  await page.keyboard.press('Escape');
  await expect(bar).toBeHidden();
  await expect(box('Alpha')).not.toBeChecked();

  // A press with Shift on a box does the same as the key.
  await box('Bravo').check();
  await box('Delta').click({ modifiers: ['Shift'] });
  await expect(bar).toContainText('3 selected.');
  await bar.getByRole('button', { name: 'Select all that are here' }).click();
  await expect(bar).toContainText('4 selected.');
  await bar.getByText('State', { exact: true }).click();
  await bar.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('status').filter({ hasText: '4 tasks changed.' })).toBeVisible();
  // The same are ticked for the next change; Ctrl Z takes the last one back.
  await expect(bar).toContainText('4 selected.');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+z');
  await expect(page.locator('tr.row .c-st')).toHaveText(['Up next', 'Up next', 'Up next', 'Up next']);
});

test('rows that are not drawn stay ticked', async ({ signedIn: page, world }) => {
  test.setTimeout(120_000);
  const project = await newProject(world, 'BKV', true);
  for (let n = 1; n <= 320; n++) await newTask(world, project, `Line ${n}`);
  await page.goto(world.at(`/p/${project.key}/list`));
  await awake(page);
  const bar = page.getByRole('group', { name: 'What to do with the ticked tasks' });
  await page.getByRole('checkbox', { name: 'Select Line 1', exact: true }).check();
  await page.keyboard.press('Escape');
  await page.getByRole('checkbox', { name: 'Select Line 1', exact: true }).check();
  await page.keyboard.press('End');
  await expect(page.getByRole('link', { name: 'Line 320', exact: true })).toBeInViewport({ timeout: 15_000 });
  await page.getByRole('checkbox', { name: 'Select Line 320', exact: true }).check();
  await expect(bar).toContainText('2 selected.');
  await bar.getByText('State', { exact: true }).click();
  await bar.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('status').filter({ hasText: '2 tasks changed.' })).toBeVisible();
});

test('what one changed oneself elsewhere is no stranger’s', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'BKM', true);
  const task = await newTask(world, project, 'Alpha');
  await page.goto(world.at(`/p/${project.key}/list`));
  await awake(page);
  await page.getByRole('checkbox', { name: 'Select Alpha', exact: true }).check();
  await world.post('/do/plan/edit_task', { workspace: world.workspace.slug, task: task.id, finish: '2027-03-09' });
  const bar = page.getByRole('group', { name: 'What to do with the ticked tasks' });
  await bar.getByText('Dates', { exact: true }).click();
  await bar.getByLabel('Finish', { exact: true }).fill('2027-03-10');
  await bar.getByRole('button', { name: 'Set the finish' }).click();
  await expect(page.locator('tr.row .c-due')).toHaveText('Wed 10 Mar 2027');
});
