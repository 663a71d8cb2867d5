import { type PointerEvent, useRef, useState } from 'react';
import { type Bucket, type Histogram as HistogramData, SEVERITIES } from '../api/types.ts';
import { axisText, clockTime, dayText, spanText } from './time-text.ts';

interface HistogramProps {
  readonly data: HistogramData | undefined;
  readonly loading: boolean;
  /** Called with the ISO times of the span that was drawn with the pointer. */
  onZoom: (from: string, to: string) => void;
}

const WIDTH = 1_000;
const HEIGHT = 100;

/** Counts over time, stacked by level; drag over it to look closer. */
export function Histogram({ data, loading, onZoom }: HistogramProps) {
  const frame = useRef<SVGSVGElement>(null);
  const [brush, setBrush] = useState<{ readonly start: number; readonly end: number }>();
  const [over, setOver] = useState<number>();
  const buckets = data?.buckets ?? [];
  const highest = Math.max(1, ...buckets.map(({ total }) => total));
  const slot = WIDTH / Math.max(1, buckets.length);

  const indexAt = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect();
    if (box === undefined) return 0;
    const share = (event.clientX - box.left) / box.width;
    return Math.min(buckets.length - 1, Math.max(0, Math.floor(share * buckets.length)));
  };
  const finish = () => {
    if (brush !== undefined && data !== undefined) {
      const first = buckets[Math.min(brush.start, brush.end)];
      const last = buckets[Math.max(brush.start, brush.end)];
      if (first !== undefined && last !== undefined) {
        onZoom(first.time, new Date(Date.parse(last.time) + data.intervalMillis).toISOString());
      }
    }
    setBrush(undefined);
  };
  const hovered = over === undefined ? undefined : buckets[over];

  return (
    <section className={`histogram${loading ? ' is-loading' : ''}`} aria-label="Records over time">
      <div className="histogram-plot">
        <svg
          ref={frame}
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${buckets.reduce((sum, { total }) => sum + total, 0)} records`}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            const index = indexAt(event);
            setBrush({ start: index, end: index });
          }}
          onPointerMove={(event) => {
            const index = indexAt(event);
            setOver(index);
            if (brush !== undefined) setBrush({ start: brush.start, end: index });
          }}
          onPointerLeave={() => setOver(undefined)}
          onPointerUp={finish}
          onPointerCancel={() => setBrush(undefined)}
        >
          {over !== undefined && <rect className="histogram-over" x={over * slot} y={0} width={slot} height={HEIGHT} />}
          {buckets.map((bucket, index) => (
            <Bar key={bucket.time} bucket={bucket} x={index * slot} width={slot} highest={highest} />
          ))}
          {brush !== undefined && (
            <rect
              className="histogram-brush"
              x={Math.min(brush.start, brush.end) * slot}
              y={0}
              width={(Math.abs(brush.end - brush.start) + 1) * slot}
              height={HEIGHT}
            />
          )}
        </svg>
        <span className="histogram-highest">{highest.toLocaleString()}</span>
        {hovered !== undefined && over !== undefined && (
          <Tip bucket={hovered} share={(over + 0.5) / buckets.length} intervalMillis={data?.intervalMillis ?? 0} />
        )}
      </div>
      <Axis data={data} />
    </section>
  );
}

function Bar({ bucket, x, width, highest }: { bucket: Bucket; x: number; width: number; highest: number }) {
  let top = HEIGHT;
  return SEVERITIES.map((severity) => {
    const count = bucket.counts[severity] ?? 0;
    if (count === 0) return null;
    const height = Math.max(1.5, (count / highest) * (HEIGHT - 4));
    top -= height;
    return (
      <rect
        key={severity}
        className={`fill-${severity}`}
        x={x + width * 0.08}
        y={top}
        width={width * 0.84}
        height={height}
      />
    );
  });
}

function Tip({ bucket, share, intervalMillis }: { bucket: Bucket; share: number; intervalMillis: number }) {
  return (
    <div
      className="histogram-tip"
      style={{ left: `${share * 100}%`, translate: `${share > 0.5 ? 'calc(-100% - 12px)' : '12px'} 0` }}
    >
      <strong>
        {dayText(bucket.time)} {clockTime(bucket.time).slice(0, 8)}
      </strong>{' '}
      + {spanText(intervalMillis)}
      {SEVERITIES.toReversed().map((severity) => {
        const count = bucket.counts[severity];
        return count === undefined || count === 0 ? null : (
          <div key={severity}>
            <span className={`dot bg-${severity}`} /> {severity} <b>{count.toLocaleString()}</b>
          </div>
        );
      })}
      {bucket.total === 0 && <div>nothing</div>}
    </div>
  );
}

function Axis({ data }: { data: HistogramData | undefined }) {
  if (data === undefined || data.buckets.length === 0) return <div className="histogram-axis" />;
  const span = Date.parse(data.to) - Date.parse(data.from);
  const step = Math.max(1, Math.ceil(data.buckets.length / 8));
  return (
    <div className="histogram-axis" aria-hidden="true">
      {data.buckets.map((bucket, index) =>
        index % step === 0 ? (
          <span key={bucket.time} style={{ left: `${(index / data.buckets.length) * 100}%` }}>
            {axisText(bucket.time, data.intervalMillis, span)}
          </span>
        ) : null,
      )}
    </div>
  );
}
