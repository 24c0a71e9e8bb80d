/** Whether a browser says that another page than ours is asking. Programs other than browsers send no `Origin`. */
export const isForeignOrigin = (header: string | undefined, origin: string): boolean => header !== undefined && header !== origin;
