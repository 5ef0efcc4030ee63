//! What SeaweedFS is told, in a folder with `s3.json` and an empty `data`: to be an S3 server that nobody else sees.

const FLAGS: [&str; 14] = [
    "server",
    "-dir=data",
    "-ip=127.0.0.1",
    "-ip.bind=127.0.0.1",
    "-filer",
    "-s3",
    "-s3.config=s3.json",
    "-s3.port.iceberg=0",
    "-s3.port.lance=0",
    // It allows every origin by itself otherwise.
    "-s3.allowedOrigins=https://none.invalid",
    "-master.telemetry=false",
    "-master.volumeSizeLimitMB=64",
    "-volume.max=400",
    "-volume.preStopSeconds=0",
];

/// What each port is for.
const PORTS: [&str; 8] = [
    "master.port",
    "master.port.grpc",
    "volume.port",
    "volume.port.grpc",
    "filer.port",
    "filer.port.grpc",
    "s3.port",
    "s3.port.grpc",
];

/// All of it. S3 is the seventh of the ports.
pub(crate) fn of(ports: [u16; 8]) -> impl Iterator<Item = String> {
    let of_ports = PORTS.iter().zip(ports);
    let of_ports = of_ports.map(|(name, port)| format!("-{name}={port}"));
    FLAGS.map(str::to_owned).into_iter().chain(of_ports)
}
