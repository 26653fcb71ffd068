// Stands for the package @ungap/structured-clone, which rebuilds for old browsers what today's have. See vite.config.ts.

export default structuredClone;
