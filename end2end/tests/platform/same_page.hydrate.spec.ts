// From one page to another of the same kind: the second is shown, with its own title, and lives.
import { awake } from '../../lib/awake.ts';
import { newProject, newTask } from '../../lib/plan.ts';
import { expect, test } from '../../lib/test.ts';

test('from a project to another, back and on', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'SPA', true);
  await newTask(world, project, 'Alone here');
  await page.goto(world.at(`/p/${project.key}`));
  await awake(page);
  await page.locator('.rail').getByRole('link', { name: /^Northgate website/ }).click();
  await expect(page.getByRole('link', { name: 'Map the old pages', exact: true })).toBeVisible();
  await expect(page).toHaveTitle(/Northgate website/);
  await page.goBack();
  await expect(page.getByRole('link', { name: 'Alone here', exact: true })).toBeVisible();
  await expect(page).toHaveTitle(new RegExp(project.key));
  await page.goForward();
  await expect(page.getByRole('link', { name: 'Map the old pages', exact: true })).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'All keys' })).toBeVisible();
});

test('from a task to its part and back, and what is changed there is said there', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'SPT', true);
  const task = await newTask(world, project, 'Pour the floor');
  const part = await newTask(world, project, 'Mix', { parent: task.id });
  await page.goto(world.at(`/t/${task.code}`));
  await awake(page);
  await page.locator('.lks').getByRole('link', { name: 'Mix' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Mix', exact: true })).toBeVisible();
  await expect(page).toHaveTitle(new RegExp(`^${part.code} Mix`));
  await page.getByRole('button', { name: 'Mark done' }).click();
  await expect(page.locator('.log')).toContainText('Done');
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: 'Pour the floor', exact: true })).toBeVisible();
  await expect(page).toHaveTitle(new RegExp(`^${task.code} Pour`));
});

test('the frame stands still while a page comes', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'SPF', true);
  await page.goto(world.at(`/p/${project.key}/list`));
  await awake(page);
  await page.evaluate(() => {
    const gone = new MutationObserver(changes => {
      for (const change of changes) if (change.removedNodes.length > 0) document.documentElement.dataset.left = 'yes';
    });
    gone.observe(document.body, { childList: true });
  });
  await page.getByRole('link', { name: 'Board', exact: true }).click();
  await expect(page.getByRole('main').getByRole('list').first()).toBeVisible();
  await page.locator('.rail').getByRole('link', { name: 'People' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'People' })).toBeVisible();
  await expect(page.locator('html')).not.toHaveAttribute('data-left');
});
