//! Memory for the page cache: consumers read from it, not from the volume.

use super::table::instance_types;

instance_types! {
    "r6g.large" Arm64: 2 vCPU 16384 MiB, EBS 630 to 4750 Mbps 3600 to 20000 IOPS, network 750 to 10000 Mbps, 27 shared;
    "r6g.xlarge" Arm64: 4 vCPU 32768 MiB, EBS 1188 to 4750 Mbps 6000 to 20000 IOPS, network 1250 to 10000 Mbps, 27 shared;
    "r6g.2xlarge" Arm64: 8 vCPU 65536 MiB, EBS 2375 to 4750 Mbps 12000 to 20000 IOPS, network 2500 to 10000 Mbps, 27 shared;
    "r6g.4xlarge" Arm64: 16 vCPU 131072 MiB, EBS 4750 to 4750 Mbps 20000 to 20000 IOPS, network 5000 to 10000 Mbps, 27 shared;
    "r6g.8xlarge" Arm64: 32 vCPU 262144 MiB, EBS 9500 to 9500 Mbps 40000 to 40000 IOPS, network 12000 to 12000 Mbps, 27 shared;
    "r6g.12xlarge" Arm64: 48 vCPU 393216 MiB, EBS 14250 to 14250 Mbps 50000 to 50000 IOPS, network 20000 to 20000 Mbps, 27 shared;
    "r6g.16xlarge" Arm64: 64 vCPU 524288 MiB, EBS 19000 to 19000 Mbps 80000 to 80000 IOPS, network 25000 to 25000 Mbps, 27 shared;
    "r6i.large" X86_64: 2 vCPU 16384 MiB, EBS 650 to 10000 Mbps 3600 to 40000 IOPS, network 781 to 12500 Mbps, 27 shared;
    "r6i.xlarge" X86_64: 4 vCPU 32768 MiB, EBS 1250 to 10000 Mbps 6000 to 40000 IOPS, network 1562 to 12500 Mbps, 27 shared;
    "r6i.2xlarge" X86_64: 8 vCPU 65536 MiB, EBS 2500 to 10000 Mbps 12000 to 40000 IOPS, network 3125 to 12500 Mbps, 27 shared;
    "r6i.4xlarge" X86_64: 16 vCPU 131072 MiB, EBS 5000 to 10000 Mbps 20000 to 40000 IOPS, network 6250 to 12500 Mbps, 27 shared;
    "r6i.8xlarge" X86_64: 32 vCPU 262144 MiB, EBS 10000 to 10000 Mbps 40000 to 40000 IOPS, network 12500 to 12500 Mbps, 27 shared;
    "r6i.12xlarge" X86_64: 48 vCPU 393216 MiB, EBS 15000 to 15000 Mbps 60000 to 60000 IOPS, network 18750 to 18750 Mbps, 27 shared;
    "r6i.16xlarge" X86_64: 64 vCPU 524288 MiB, EBS 20000 to 20000 Mbps 80000 to 80000 IOPS, network 25000 to 25000 Mbps, 27 shared;
    "r7g.large" Arm64: 2 vCPU 16384 MiB, EBS 630 to 10000 Mbps 3600 to 40000 IOPS, network 937 to 12500 Mbps, 27 shared;
    "r7g.xlarge" Arm64: 4 vCPU 32768 MiB, EBS 1250 to 10000 Mbps 6000 to 40000 IOPS, network 1876 to 12500 Mbps, 27 shared;
    "r7g.2xlarge" Arm64: 8 vCPU 65536 MiB, EBS 2500 to 10000 Mbps 12000 to 40000 IOPS, network 3750 to 15000 Mbps, 27 shared;
    "r7g.4xlarge" Arm64: 16 vCPU 131072 MiB, EBS 5000 to 10000 Mbps 20000 to 40000 IOPS, network 7500 to 15000 Mbps, 27 shared;
    "r7g.8xlarge" Arm64: 32 vCPU 262144 MiB, EBS 10000 to 10000 Mbps 40000 to 40000 IOPS, network 15000 to 15000 Mbps, 27 shared;
    "r7g.12xlarge" Arm64: 48 vCPU 393216 MiB, EBS 15000 to 15000 Mbps 60000 to 60000 IOPS, network 22500 to 22500 Mbps, 27 shared;
    "r7g.16xlarge" Arm64: 64 vCPU 524288 MiB, EBS 20000 to 20000 Mbps 80000 to 80000 IOPS, network 30000 to 30000 Mbps, 27 shared;
    "r7i.large" X86_64: 2 vCPU 16384 MiB, EBS 650 to 10000 Mbps 3600 to 40000 IOPS, network 781 to 12500 Mbps, 32 dedicated;
    "r7i.xlarge" X86_64: 4 vCPU 32768 MiB, EBS 1250 to 10000 Mbps 6000 to 40000 IOPS, network 1562 to 12500 Mbps, 32 dedicated;
    "r7i.2xlarge" X86_64: 8 vCPU 65536 MiB, EBS 2500 to 10000 Mbps 12000 to 40000 IOPS, network 3125 to 12500 Mbps, 32 dedicated;
    "r7i.4xlarge" X86_64: 16 vCPU 131072 MiB, EBS 5000 to 10000 Mbps 20000 to 40000 IOPS, network 6250 to 12500 Mbps, 32 dedicated;
    "r7i.8xlarge" X86_64: 32 vCPU 262144 MiB, EBS 10000 to 10000 Mbps 40000 to 40000 IOPS, network 12500 to 12500 Mbps, 32 dedicated;
    "r7i.12xlarge" X86_64: 48 vCPU 393216 MiB, EBS 15000 to 15000 Mbps 60000 to 60000 IOPS, network 18750 to 18750 Mbps, 32 dedicated;
    "r7i.16xlarge" X86_64: 64 vCPU 524288 MiB, EBS 20000 to 20000 Mbps 80000 to 80000 IOPS, network 25000 to 25000 Mbps, 48 dedicated;
    "r8g.large" Arm64: 2 vCPU 16384 MiB, EBS 630 to 10000 Mbps 3600 to 40000 IOPS, network 937 to 12500 Mbps, 32 dedicated;
    "r8g.xlarge" Arm64: 4 vCPU 32768 MiB, EBS 1250 to 10000 Mbps 6000 to 40000 IOPS, network 1875 to 12500 Mbps, 32 dedicated;
    "r8g.2xlarge" Arm64: 8 vCPU 65536 MiB, EBS 2500 to 10000 Mbps 12000 to 40000 IOPS, network 3750 to 15000 Mbps, 32 dedicated;
    "r8g.4xlarge" Arm64: 16 vCPU 131072 MiB, EBS 5000 to 10000 Mbps 20000 to 40000 IOPS, network 7500 to 15000 Mbps, 32 dedicated;
    "r8g.8xlarge" Arm64: 32 vCPU 262144 MiB, EBS 10000 to 10000 Mbps 40000 to 40000 IOPS, network 15000 to 15000 Mbps, 32 dedicated;
    "r8g.12xlarge" Arm64: 48 vCPU 393216 MiB, EBS 15000 to 15000 Mbps 60000 to 60000 IOPS, network 22500 to 22500 Mbps, 32 dedicated;
    "r8g.16xlarge" Arm64: 64 vCPU 524288 MiB, EBS 20000 to 20000 Mbps 80000 to 80000 IOPS, network 30000 to 30000 Mbps, 48 dedicated;
}
