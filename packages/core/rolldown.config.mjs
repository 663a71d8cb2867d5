import { library } from '../../rolldown.library.mjs';

export default library({ entries: ['index', 'runtime', 'wire', 'testing/index'], together: ['wire', 'runtime'] });
