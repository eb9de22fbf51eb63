// A task from anywhere by key and by the phone's plus: over the page, with the focus in the title.
import { awake } from '../../lib/awake.ts';
import { expect, test } from '../../lib/test.ts';
import { newProject, newTask } from '../../lib/plan.ts';

test('N opens it over any page; Enter adds and closes, Ctrl Enter adds and goes on', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'ADK', true);
  await newTask(world, project, 'The last one here');
  await page.goto(world.at('/projects'));
  await awake(page);
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog', { name: 'Add a task' });
  await expect(dialog.getByLabel('Title', { exact: true })).toBeFocused();
  await page.keyboard.type('Call Ana 2027-03-09');
  await expect(dialog).toContainText('“Call Ana”, due Tue 9 Mar 2027.');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toContainText(`${project.key}-2 added.`);
  await expect(dialog.getByLabel('Title', { exact: true })).toBeFocused();
  await expect(dialog.getByLabel('Title', { exact: true })).toHaveValue('');
  await page.keyboard.type('Call Ben');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  const toast = page.getByRole('status').filter({ hasText: `${project.key}-3 added.` });
  await toast.getByRole('link', { name: 'Open it' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Call Ben', exact: true })).toBeVisible();
  await expect(page).toHaveURL(world.at(`/t/${project.key}-3`));

  // Escape closes it, and nothing is made.
  await page.keyboard.press('n');
  await expect(dialog.getByLabel('Title', { exact: true })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('the phone’s plus opens it with the focus in the title', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'ADP', true);
  await newTask(world, project, 'The last one here');
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(world.at('/today'));
  await awake(page);
  await page.getByRole('link', { name: 'Add a task', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a task' });
  await expect(dialog.getByLabel('Title', { exact: true })).toBeFocused();
  await page.keyboard.type('By thumb +3d');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('status').filter({ hasText: `${project.key}-2 added.` })).toBeVisible();
  await expect(page).toHaveURL(/\/today$/);
});
