# rsyslog with the configuration that `pnpm test:services` uses, for compose.yaml.
FROM debian:12.12-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends rsyslog rsyslog-openssl openssl \
  && rm -rf /var/lib/apt/lists/*
COPY rsyslog.conf certificates.sh /etc/tailrace/
ENV RSYSLOG_FOLDER=/received RSYSLOG_ADDRESS=0.0.0.0 RSYSLOG_TCP_PORT=5514 RSYSLOG_UDP_PORT=5514 RSYSLOG_TLS_PORT=6514
CMD ["sh", "-c", "rm -f $RSYSLOG_FOLDER/* && sh /etc/tailrace/certificates.sh $RSYSLOG_FOLDER && exec rsyslogd -n -f /etc/tailrace/rsyslog.conf -i /run/rsyslogd.pid"]
