/** The page's few icons: SVG rather than a font, and always beside a name in words. */
import type { ComponentChildren } from "preact";

function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      {children}
    </svg>
  );
}

const Solid = ({ d }: { d: string }) => (
  <Icon>
    <path d={d} fill="currentColor" />
  </Icon>
);

const Lines = ({ d, width = 1.5 }: { d: string; width?: number }) => (
  <Icon>
    <path
      d={d}
      fill="none"
      stroke="currentColor"
      stroke-width={width}
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </Icon>
);

export const LogoIcon = () => (
  <svg class="mark" viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
    <g fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round">
      <path d="M16 16V4.5M16 16l10-5.8M16 16l10 5.8M16 16v11.5M16 16 6 21.8M16 16 6 10.2" />
    </g>
    <g fill="currentColor">
      <circle cx="16" cy="16" r="4.2" />
      <circle cx="16" cy="4.5" r="2.3" />
      <circle cx="26" cy="10.2" r="2.3" />
      <circle cx="26" cy="21.8" r="2.3" />
      <circle cx="16" cy="27.5" r="2.3" />
      <circle cx="6" cy="21.8" r="2.3" />
      <circle cx="6" cy="10.2" r="2.3" />
    </g>
  </svg>
);

export const RunIcon = () => <Solid d="M4.5 2.8v10.4L13 8z" />;
export const MoreIcon = () => (
  <Icon>
    <g fill="currentColor">
      <circle cx="3.5" cy="8" r="1.3" />
      <circle cx="8" cy="8" r="1.3" />
      <circle cx="12.5" cy="8" r="1.3" />
    </g>
  </Icon>
);
export const PauseIcon = () => <Solid d="M4 3h3v10H4zM9 3h3v10H9z" />;
export const NextIcon = () => <Solid d="M4 3l6 5-6 5zM11 3h1.6v10H11z" />;
export const PreviousIcon = () => <Solid d="M12 3 6 8l6 5zM3.4 3H5v10H3.4z" />;
export const StepsIcon = () => <Solid d="M2 4.5 7 8l-5 3.5zM9 4.5 14 8l-5 3.5z" />;
export const CompareIcon = () => (
  <Icon>
    <g fill="none" stroke="currentColor" stroke-width="1.5">
      <rect x="1.8" y="2.5" width="5" height="11" rx="1.2" />
      <rect x="9.2" y="2.5" width="5" height="11" rx="1.2" />
      <path d="M11 6h1.5M11 8.5h1.5M3.6 6h1.5" stroke-linecap="round" />
    </g>
  </Icon>
);
export const StopIcon = () => (
  <Icon>
    <rect x="3.5" y="3.5" width="9" height="9" rx="1.5" fill="currentColor" />
  </Icon>
);
export const GalleryIcon = () => (
  <Icon>
    <g fill="none" stroke="currentColor" stroke-width="1.5">
      <rect x="2" y="2" width="5" height="5" rx="1" />
      <rect x="9" y="2" width="5" height="5" rx="1" />
      <rect x="2" y="9" width="5" height="5" rx="1" />
      <rect x="9" y="9" width="5" height="5" rx="1" />
    </g>
  </Icon>
);
export const ShareIcon = () => (
  <Lines d="M6.8 9.2a3 3 0 0 0 4.3 0l2-2a3 3 0 0 0-4.3-4.3l-.9.9M9.2 6.8a3 3 0 0 0-4.3 0l-2 2a3 3 0 0 0 4.3 4.3l.9-.9" />
);
export const OpenIcon = () => <Lines d="M2 12.5v-9h4l1.5 2H14v7zM8 12V8M6.3 9.6 8 7.9l1.7 1.7" width={1.4} />;
export const ExportIcon = () => <Lines d="M8 2v7.5M4.8 6.6 8 9.8l3.2-3.2M2.5 11v2.5h11V11" />;
export const DownIcon = () => (
  <svg class="icon caret" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
    <path d="m2 3.5 3 3 3-3" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" />
  </svg>
);
export const CloseIcon = () => <Lines d="m4 4 8 8M12 4l-8 8" width={1.6} />;
export const ChevronIcon = () => (
  <svg class="icon chevron" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
    <path d="m3.5 2 3 3-3 3" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" />
  </svg>
);
export const CodeIcon = () => <Lines d="M5.5 4 2 8l3.5 4M10.5 4 14 8l-3.5 4" />;
export const DetailsIcon = () => <Lines d="M3 4h10M3 8h10M3 12h6" />;
export const OutputIcon = () => <Lines d="M2 2.5h12v11H2zM4.5 6l2 2-2 2M8.5 10.5h3" width={1.4} />;
export const PlusIcon = () => <Lines d="M8 3.5v9M3.5 8h9" />;
export const SaveIcon = () => <Lines d="M8 2.5v7.5m0 0 3-3M8 10 5 7M3 13h10" />;
export const OutsideIcon = () => (
  <Lines d="M7 3.5H4a1 1 0 0 0-1 1V12a1 1 0 0 0 1 1h7.5a1 1 0 0 0 1-1V9M9.5 3H13v3.5M13 3 7.5 8.5" />
);
